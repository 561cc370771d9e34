/// Tests of the load on a coordinator.
@NullMarked
package hearth.coordinator.load;

import org.jspecify.annotations.NullMarked;
