/// Who may say what a new version of Hearth is: signed metadata after The Update Framework.
@NullMarked
package hearth.app.update.trust;

import org.jspecify.annotations.NullMarked;
