/// Tests of this package.
@NullMarked
package hearth.app.owner;

import org.jspecify.annotations.NullMarked;
