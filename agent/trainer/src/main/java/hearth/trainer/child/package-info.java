/// The training child process: the only code that loads DJL and libtorch.
@NullMarked
package hearth.trainer.child;

import org.jspecify.annotations.NullMarked;
