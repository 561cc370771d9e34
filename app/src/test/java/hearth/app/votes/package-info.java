@NullMarked
package hearth.app.votes;

import org.jspecify.annotations.NullMarked;
