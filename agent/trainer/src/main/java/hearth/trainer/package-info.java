/// Handle to the training child process, what it is asked and answers, and facts about the recipes
/// it runs.
@NullMarked
package hearth.trainer;

import org.jspecify.annotations.NullMarked;
