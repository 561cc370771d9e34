/// The look of Hearth: themes, fonts, mark and the few controls that JavaFX lacks.
@NullMarked
package hearth.app.look;

import org.jspecify.annotations.NullMarked;
