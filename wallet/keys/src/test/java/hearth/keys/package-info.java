@NullMarked
package hearth.keys;

import org.jspecify.annotations.NullMarked;
