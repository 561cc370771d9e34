/// Tests of what the operating system tells about the person.
@NullMarked
package hearth.hardware.desktop;

import org.jspecify.annotations.NullMarked;
