/// Tests of this package.
@NullMarked
package hearth.app.window;

import org.jspecify.annotations.NullMarked;
