/// Measurements of whole parts of Hearth, for `hearth bench`.
@NullMarked
package hearth.app.bench;

import org.jspecify.annotations.NullMarked;
