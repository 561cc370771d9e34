@NullMarked
package hearth.coordinator.load;

import org.jspecify.annotations.NullMarked;
