package hearth.app.accounts;

import hearth.app.book.AddressBook;
import hearth.app.book.AddressName;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.protocol.Wei;

import java.util.List;
import java.util.Optional;

/// The wallet's accounts and the owner's address book. Calls block: the disk, the key derivation
/// or nodes of a chain.
public interface AccountsDesk {
    /// What the disk says; no chain is asked.
    Sight look();

    /// What an address owns now; empty while no node answers or too few agree.
    Optional<Holding> holding(String address);

    /// Names one of the wallet's accounts.
    Answer rename(String account, AddressName name);

    /// Chooses the account that is used from now on.
    Answer use(String account);

    /// Adds the next account of the recovery phrase.
    ///
    /// @param password wiped
    /// @param name what it is called; none if empty
    Answer addAccount(char[] password, Optional<AddressName> name);

    /// @param known whether payments to it count as payments to somebody known; that needs the
    ///     open wallet
    Answer watch(String address, AddressName name, boolean known);

    Answer unwatch(String address);

    /// Needs the open wallet.
    Answer addContact(String address, AddressName name);

    Answer removeContact(String address);

    /// Whether a written phrase brings this wallet back; stores nothing.
    ///
    /// @param words wiped
    Drill drill(char[] words);

    /// Removes the wallet's file and its older copies for good.
    ///
    /// @param password wiped
    Answer delete(char[] password);

    /// What a written phrase leads to.
    enum Drill {
        THIS_WALLET,
        ANOTHER_WALLET,
        NO_PHRASE
    }

    /// @param accounts in their order of derivation
    /// @param unlocked whether the wallet is open
    record Sight(
            List<Account> accounts,
            List<Watched> watched,
            List<Contact> contacts,
            boolean unlocked) {
        public Sight {
            accounts = List.copyOf(accounts);
            watched = List.copyOf(watched);
            contacts = List.copyOf(contacts);
        }

        /// @param own the wallet's accounts
        public static Sight of(List<Address> own, AddressBook book, boolean unlocked) {
            var active = book.activeOf(own);
            return new Sight(
                    own.stream()
                            .map(
                                    a ->
                                            new Account(
                                                    a.value(),
                                                    own.indexOf(a) + 1,
                                                    book.nameOf(a).map(AddressName::text),
                                                    active.equals(Optional.of(a))))
                            .toList(),
                    book.watched().stream()
                            .map(w -> new Watched(w.address().value(), w.name().text(), w.known()))
                            .toList(),
                    book.contacts().stream()
                            .map(e -> new Contact(e.address().value(), e.name().text()))
                            .toList(),
                    unlocked);
        }
    }

    /// @param number from 1, in the order of derivation
    record Account(String address, int number, Optional<String> name, boolean active) {}

    /// @param known whether payments to it count as payments to somebody known
    record Watched(String address, String name, boolean known) {}

    /// Somebody in the address book.
    record Contact(String address, String name) {}

    /// Read only.
    ///
    /// @param yield earned and not claimed yet
    record Holding(Wei ember, Wei staked, Wei yield) {}

    /// What came of a wish.
    sealed interface Answer {
        record Done(Sight now) implements Answer {}

        record Refused(AddressBook.Reason reason) implements Answer {}

        /// @param reason stable id; the bundle has its words under `refusal.`
        record NotAnAddress(String reason) implements Answer {
            public static NotAnAddress of(AddressReading.Invalid invalid) {
                return new NotAnAddress(
                        switch (invalid.reason()) {
                            case WRONG_CHECKSUM -> "wrong-checksum";
                            case NAME -> "name";
                            case MALFORMED -> "not-an-address";
                        });
            }
        }

        /// The wallet has to be open for that.
        record Locked() implements Answer {}

        /// A single imported key has no more accounts.
        record NoPhrase() implements Answer {}

        /// The password did not open the wallet.
        record NotOpened(Opening why) implements Answer {}
    }
}
