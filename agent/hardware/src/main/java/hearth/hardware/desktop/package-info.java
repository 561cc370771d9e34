/// What the person at this computer does, as far as the operating system tells.
@NullMarked
package hearth.hardware.desktop;

import org.jspecify.annotations.NullMarked;
