/// Words, amounts and times as a person reads them, in their language.
@NullMarked
package hearth.app.text;

import org.jspecify.annotations.NullMarked;
