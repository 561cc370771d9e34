/// The wallet's accounts, watched addresses and the owner's address book, as a screen.
@NullMarked
package hearth.app.accounts;

import org.jspecify.annotations.NullMarked;
