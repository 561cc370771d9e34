/// Tests of this package.
@NullMarked
package hearth.app.book;

import org.jspecify.annotations.NullMarked;
