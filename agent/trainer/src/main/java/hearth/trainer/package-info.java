/// Handle to the training child process, and the recipes it runs.
@NullMarked
package hearth.trainer;

import org.jspecify.annotations.NullMarked;
