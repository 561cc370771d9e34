/// Tests of the trial and of what cheating earns.
@NullMarked
package hearth.coordinator.verification;

import org.jspecify.annotations.NullMarked;
