/// Tests of this package.
@NullMarked
package hearth.app.earnings;

import org.jspecify.annotations.NullMarked;
