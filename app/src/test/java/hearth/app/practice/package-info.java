/// Tests of this package.
@NullMarked
package hearth.app.practice;

import org.jspecify.annotations.NullMarked;
