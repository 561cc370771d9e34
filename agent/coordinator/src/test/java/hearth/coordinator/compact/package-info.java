/// Tests of the book in arrays.
@NullMarked
package hearth.coordinator.compact;

import org.jspecify.annotations.NullMarked;
