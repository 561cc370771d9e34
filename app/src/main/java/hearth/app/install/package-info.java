/// Where Hearth's files and its owner's data lie on this computer.
@NullMarked
package hearth.app.install;

import org.jspecify.annotations.NullMarked;
