@NullMarked
package hearth.app.exit;

import org.jspecify.annotations.NullMarked;
