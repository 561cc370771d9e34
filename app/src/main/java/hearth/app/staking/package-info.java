/// Staking: rate, stake, yield, and what is on its way back.
@NullMarked
package hearth.app.staking;

import org.jspecify.annotations.NullMarked;
