/// What this computer is and what it does now.
@NullMarked
package hearth.hardware;

import org.jspecify.annotations.NullMarked;
