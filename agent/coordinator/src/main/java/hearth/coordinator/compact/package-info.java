/// A coordinator's book in arrays, a few bytes a lease, so that millions of workers can be
/// simulated with the decisions of the real one.
@NullMarked
package hearth.coordinator.compact;

import org.jspecify.annotations.NullMarked;
