/// Tests of this package.
@NullMarked
package hearth.app.settings;

import org.jspecify.annotations.NullMarked;
