/// Tests of this package.
@NullMarked
package hearth.app.wallet;

import org.jspecify.annotations.NullMarked;
