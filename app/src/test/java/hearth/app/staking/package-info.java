/// Tests of this package.
@NullMarked
package hearth.app.staking;

import org.jspecify.annotations.NullMarked;
