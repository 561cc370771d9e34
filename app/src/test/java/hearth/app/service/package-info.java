/// Tests of this package.
@NullMarked
package hearth.app.service;

import org.jspecify.annotations.NullMarked;
