/// The machines of one owner, seen together.
@NullMarked
package hearth.app.household;

import org.jspecify.annotations.NullMarked;
