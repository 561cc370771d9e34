/// What the agent shows in the desktop's tray, and when it tells the desktop something.
@NullMarked
package hearth.app.tray;

import org.jspecify.annotations.NullMarked;
