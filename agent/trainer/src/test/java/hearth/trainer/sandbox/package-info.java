/// Tests of this package.
@NullMarked
package hearth.trainer.sandbox;

import org.jspecify.annotations.NullMarked;
