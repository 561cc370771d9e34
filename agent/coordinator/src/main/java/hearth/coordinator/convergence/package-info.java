/// Compares ways of training one job together: how much loss the network's form costs.
@NullMarked
package hearth.coordinator.convergence;

import org.jspecify.annotations.NullMarked;
