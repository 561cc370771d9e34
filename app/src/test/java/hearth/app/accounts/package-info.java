/// Tests of this package.
@NullMarked
package hearth.app.accounts;

import org.jspecify.annotations.NullMarked;
