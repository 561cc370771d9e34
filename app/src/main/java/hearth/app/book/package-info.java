/// What the owner calls addresses: own accounts, watched ones, recipients.
@NullMarked
package hearth.app.book;

import org.jspecify.annotations.NullMarked;
