/// Measures how many requests a coordinator answers with one core.
@NullMarked
package hearth.coordinator.load;

import org.jspecify.annotations.NullMarked;
