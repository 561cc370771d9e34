/// Tries the layers of verification on real updates, honest ones and those of attackers.
@NullMarked
package hearth.coordinator.verification;

import org.jspecify.annotations.NullMarked;
