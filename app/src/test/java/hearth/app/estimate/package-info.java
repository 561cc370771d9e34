/// Tests of this package.
@NullMarked
package hearth.app.estimate;

import org.jspecify.annotations.NullMarked;
