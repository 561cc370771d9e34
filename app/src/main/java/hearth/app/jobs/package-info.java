/// What is being trained: each job's model, its loss round by round, and this computer's part.
@NullMarked
package hearth.app.jobs;

import org.jspecify.annotations.NullMarked;
