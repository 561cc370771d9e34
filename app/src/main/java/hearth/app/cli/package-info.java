/// The command line: one launcher for every role of Hearth.
@NullMarked
package hearth.app.cli;

import org.jspecify.annotations.NullMarked;
