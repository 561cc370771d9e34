/// When Hearth may run: the rules, their editing, and what they decide now.
@NullMarked
package hearth.app.rules;

import org.jspecify.annotations.NullMarked;
