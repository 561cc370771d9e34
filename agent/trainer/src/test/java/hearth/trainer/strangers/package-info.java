@NullMarked
package hearth.trainer.strangers;

import org.jspecify.annotations.NullMarked;
