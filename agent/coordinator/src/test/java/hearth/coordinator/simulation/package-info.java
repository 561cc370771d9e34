/// Tests of whole simulated networks.
@NullMarked
package hearth.coordinator.simulation;

import org.jspecify.annotations.NullMarked;
