/// The window itself: navigation, toasts, closing.
@NullMarked
package hearth.app.window;

import org.jspecify.annotations.NullMarked;
