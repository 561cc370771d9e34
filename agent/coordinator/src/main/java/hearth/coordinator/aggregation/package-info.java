/// Pure arithmetic of a round: geometry checks, mean, outer step, published difference. No clock,
/// no disk.
@NullMarked
package hearth.coordinator.aggregation;

import org.jspecify.annotations.NullMarked;
