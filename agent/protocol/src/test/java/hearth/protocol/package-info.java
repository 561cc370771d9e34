@NullMarked
package hearth.protocol;

import org.jspecify.annotations.NullMarked;
