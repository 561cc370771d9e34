/// Leaving Hearth in order: what is still to come, from when on, and nothing destroyed on the way.
@NullMarked
package hearth.app.exit;

import org.jspecify.annotations.NullMarked;
