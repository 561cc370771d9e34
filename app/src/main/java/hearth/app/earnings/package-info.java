/// Earnings: what came in over time, and why each amount.
@NullMarked
package hearth.app.earnings;

import org.jspecify.annotations.NullMarked;
