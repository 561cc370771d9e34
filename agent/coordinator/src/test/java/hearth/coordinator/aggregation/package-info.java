/// Tests of a round's arithmetic.
@NullMarked
package hearth.coordinator.aggregation;

import org.jspecify.annotations.NullMarked;
