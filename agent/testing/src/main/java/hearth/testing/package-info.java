/// Real servers that tests talk to.
@NullMarked
package hearth.testing;

import org.jspecify.annotations.NullMarked;
