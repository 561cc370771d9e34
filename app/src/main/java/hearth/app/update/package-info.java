/// How an installed Hearth replaces itself by a newer one, or stays as it is.
@NullMarked
package hearth.app.update;

import org.jspecify.annotations.NullMarked;
