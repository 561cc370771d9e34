/// What this computer does now, what it may be used for, and what it cannot tell.
@NullMarked
package hearth.app.hardware;

import org.jspecify.annotations.NullMarked;
