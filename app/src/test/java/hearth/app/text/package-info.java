/// Tests of this package.
@NullMarked
package hearth.app.text;

import org.jspecify.annotations.NullMarked;
