/// Tests of this package.
@NullMarked
package hearth.app.look;

import org.jspecify.annotations.NullMarked;
