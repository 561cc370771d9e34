/// Tests of this package.
@NullMarked
package hearth.app.hardware;

import org.jspecify.annotations.NullMarked;
