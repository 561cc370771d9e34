/// How screens run blocking work and get its result back on their own thread.
@NullMarked
package hearth.app.background;

import org.jspecify.annotations.NullMarked;
