/// Uses the packed distribution from the outside, as its owner would.
@NullMarked
package hearth.installer;

import org.jspecify.annotations.NullMarked;
