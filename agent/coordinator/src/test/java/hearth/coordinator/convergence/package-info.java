@NullMarked
package hearth.coordinator.convergence;

import org.jspecify.annotations.NullMarked;
