/// Tests of this package.
@NullMarked
package hearth.app.logs;

import org.jspecify.annotations.NullMarked;
