package hearth.app.cli;

import hearth.app.book.AddressBook;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.Activity;
import hearth.keys.Address;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Whether a recipient is somebody the owner knows: an own account, the address book, a watched
/// address that is vouched for, or somebody paid before. Others are paid only if the command says
/// so, or the person at the terminal does.
final class KnownRecipients {
    private static final int PAYMENTS = 1000;

    /// What a script says in place of a person.
    static final class Consent {
        Consent() {}

        /// @param fresh somebody who was never paid
        Consent(boolean fresh, boolean alike) {
            this.fresh = fresh;
            this.alike = alike;
        }

        @Option(
                names = "--new-recipient",
                description = "Pay an address that was never paid and is not in the address book.")
        private boolean fresh;

        @Option(
                names = "--look-alike",
                description = "Pay an address although it looks like a known one.")
        private boolean alike;

        @Option(
                names = "--contract-recipient",
                description =
                        "Pay an address that is a contract: only its program can pay out again.")
        private boolean contract;

        boolean allowsContract() {
            return contract;
        }
    }

    private final List<Address> vouched;
    private final List<Address> paid;

    /// @param vouched own accounts and whom the owner knows by name
    /// @param paid whom the account paid before
    KnownRecipients(List<Address> vouched, List<Address> paid) {
        this.vouched = List.copyOf(vouched);
        this.paid = List.copyOf(paid);
    }

    /// @param account the payer
    static KnownRecipients of(HearthHome home, NetworkVisit visit, Address account) {
        var paid =
                visit.wallet().activity(account, PAYMENTS).stream()
                        .filter(a -> a.kind() == Activity.Kind.SEND)
                        .filter(a -> a.stage() != Activity.Stage.REFUSED)
                        .filter(a -> a.stage() != Activity.Stage.CANCELLED)
                        .flatMap(a -> a.counterparty().stream());
        var vouched =
                Stream.concat(
                        WalletDoor.file(home).addresses().stream(),
                        WalletDoor.book(home).read().known().stream()
                                .map(AddressBook.Entry::address));
        return new KnownRecipients(vouched.toList(), paid.toList());
    }

    /// @throws CommandFailure unless the recipient is known or may be paid all the same
    void check(Address to, Consent consent, Terminal terminal) {
        var doubt = doubt(to, consent);
        if (doubt.isPresent() && !confirms(doubt.get().said, terminal)) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    doubt.get().said
                            + " Nothing was sent. If it is meant, add "
                            + doubt.get().option
                            + ".");
        }
    }

    /// Asks the person at the terminal, if there is one.
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again without a terminal
    private static boolean confirms(String said, Terminal terminal) {
        var console = System.console();
        if (terminal.json() || console == null || !console.isTerminal()) {
            return false;
        }
        terminal.progress(said);
        return "yes".equals(console.readLine("Type yes to pay it all the same: "));
    }

    /// @param option that allows it
    record Doubt(String said, String option) {}

    /// What speaks against paying. A look-alike outweighs a payment before, which may have been the
    /// mistake.
    Optional<Doubt> doubt(Address to, Consent consent) {
        if (vouched.contains(to)) {
            return Optional.empty();
        }
        Optional<Address> twin =
                Stream.concat(vouched.stream(), paid.stream()).filter(to::looksLike).findFirst();
        if (twin.isPresent()) {
            return consent.alike
                    ? Optional.empty()
                    : Optional.of(
                            new Doubt(
                                    to.grouped()
                                            + " looks like "
                                            + twin.get().grouped()
                                            + ", which you know, but is another address. Such addresses are made to be copied by mistake.",
                                    "--look-alike"));
        }
        return paid.contains(to) || consent.fresh
                ? Optional.empty()
                : Optional.of(
                        new Doubt(
                                "You have never paid to "
                                        + to.grouped()
                                        + ". Compare every group: nobody can bring a payment back.",
                                "--new-recipient"));
    }
}
