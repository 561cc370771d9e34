/// Programs that are not of our catalogue: which of them may be run, and what they may say.
@NullMarked
package hearth.trainer.strangers;

import org.jspecify.annotations.NullMarked;
