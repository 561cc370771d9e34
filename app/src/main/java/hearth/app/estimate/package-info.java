/// What sharing this computer would earn and cost: the check of `hearth estimate` and its words.
@NullMarked
package hearth.app.estimate;

import org.jspecify.annotations.NullMarked;
