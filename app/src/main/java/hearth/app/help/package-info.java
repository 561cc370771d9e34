/// What a person may want to know before trusting Hearth with a computer or with money.
@NullMarked
package hearth.app.help;

import org.jspecify.annotations.NullMarked;
