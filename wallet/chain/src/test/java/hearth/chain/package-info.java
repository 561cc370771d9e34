@NullMarked
package hearth.chain;

import org.jspecify.annotations.NullMarked;
