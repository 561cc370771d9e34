/// Tests of this package.
@NullMarked
package hearth.app.home;

import org.jspecify.annotations.NullMarked;
