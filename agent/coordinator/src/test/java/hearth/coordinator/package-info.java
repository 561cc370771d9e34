/// Tests of the coordinator.
@NullMarked
package hearth.coordinator;

import org.jspecify.annotations.NullMarked;
