/// The desktop window, the command line and the wiring of every process.
@NullMarked
package hearth.app;

import org.jspecify.annotations.NullMarked;
