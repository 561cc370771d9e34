/// Home: the switch, what runs now and why or why not, today.
@NullMarked
package hearth.app.home;

import org.jspecify.annotations.NullMarked;
