/// Tests of this package.
@NullMarked
package hearth.app.household;

import org.jspecify.annotations.NullMarked;
