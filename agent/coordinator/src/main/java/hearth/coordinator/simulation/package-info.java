/// Whole networks on a clock that jumps: the coordinator itself, with stand-ins at its ports.
@NullMarked
package hearth.coordinator.simulation;

import org.jspecify.annotations.NullMarked;
