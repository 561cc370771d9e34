/// What the owner chose, on disk and on its screen.
@NullMarked
package hearth.app.settings;

import org.jspecify.annotations.NullMarked;
