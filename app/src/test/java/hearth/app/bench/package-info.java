/// Tests of this package.
@NullMarked
package hearth.app.bench;

import org.jspecify.annotations.NullMarked;
