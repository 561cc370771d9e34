@NullMarked
package hearth.app.update;

import org.jspecify.annotations.NullMarked;
