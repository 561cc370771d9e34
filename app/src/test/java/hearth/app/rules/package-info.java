/// Tests of this package.
@NullMarked
package hearth.app.rules;

import org.jspecify.annotations.NullMarked;
