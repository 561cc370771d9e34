/// What training on this computer would do, earn and cost in a day: a short real check, and the
/// arithmetic from there.
@NullMarked
package hearth.worker.estimate;

import org.jspecify.annotations.NullMarked;
