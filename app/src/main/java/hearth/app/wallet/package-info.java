/// The wallet as the window sees it, and its screen.
@NullMarked
package hearth.app.wallet;

import org.jspecify.annotations.NullMarked;
