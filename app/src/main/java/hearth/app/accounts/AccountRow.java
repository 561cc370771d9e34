package hearth.app.accounts;

import hearth.app.accounts.AccountsDesk.Account;
import hearth.app.accounts.AccountsDesk.Contact;
import hearth.app.accounts.AccountsDesk.Holding;
import hearth.app.accounts.AccountsDesk.Watched;
import hearth.app.text.Speech;
import hearth.keys.Address;

import java.util.Optional;

/// One address on the screen, in words.
///
/// @param title its name, or its number where it has none
/// @param grouped the whole address in groups of four
/// @param note what it owns, or that this is not known; empty where it is not asked
/// @param badge what is special about it; empty for nothing
/// @param isActive whether it is the account in use
record AccountRow(
        String address, String title, String grouped, String note, String badge, boolean isActive) {
    static AccountRow of(Account account, Optional<Holding> holding, Speech speech) {
        return new AccountRow(
                account.address(),
                account.name().orElseGet(() -> speech.text("accounts.number", account.number())),
                Address.of(account.address()).grouped(),
                note(holding, speech),
                account.active() ? speech.text("accounts.active") : "",
                account.active());
    }

    static AccountRow of(Watched watched, Optional<Holding> holding, Speech speech) {
        return new AccountRow(
                watched.address(),
                watched.name(),
                Address.of(watched.address()).grouped(),
                note(holding, speech),
                speech.text(watched.known() ? "accounts.watched.known" : "accounts.watched.only"),
                false);
    }

    static AccountRow of(Contact contact) {
        return new AccountRow(
                contact.address(),
                contact.name(),
                Address.of(contact.address()).grouped(),
                "",
                "",
                false);
    }

    private static String note(Optional<Holding> holding, Speech speech) {
        return holding.map(
                        h ->
                                speech.text(
                                        "accounts.holding",
                                        speech.amounts().brief(h.ember()),
                                        speech.amounts().brief(h.staked()),
                                        speech.amounts().brief(h.yield())))
                .orElseGet(() -> speech.text("accounts.holding.unknown"));
    }
}
