/// Walls around a training child: what it may see, what it may use, and a proof that they stand.
@NullMarked
package hearth.trainer.sandbox;

import org.jspecify.annotations.NullMarked;
