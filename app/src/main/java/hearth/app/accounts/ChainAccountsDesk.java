package hearth.app.accounts;

import hearth.app.book.AddressBook;
import hearth.app.book.AddressName;
import hearth.app.wallet.Keyring;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.Balances;
import hearth.chain.EmberNetwork;
import hearth.chain.EmberWallet;
import hearth.chain.Reading;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.protocol.Wei;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/// The real accounts: names on disk, holdings from the chain. Safe for use by several threads.
public final class ChainAccountsDesk implements AccountsDesk {
    private final Keyring keyring;
    private final EmberWallet chain;

    /// Both stay the caller's.
    public ChainAccountsDesk(Keyring keyring, EmberNetwork network) {
        this.keyring = keyring;
        chain = new EmberWallet(network);
    }

    @Override
    public Sight look() {
        return Sight.of(keyring.accounts(), keyring.book(), !isLocked());
    }

    @Override
    public Optional<Holding> holding(String address) {
        return switch (chain.balances(Address.of(address), Wei.ZERO)) {
            case Reading.Known<Balances> known ->
                    Optional.of(
                            new Holding(
                                    known.value().ember(),
                                    known.value().staked(),
                                    known.value().yieldEarned()));
            case Reading.Unreachable<Balances> none -> Optional.empty();
        };
    }

    @Override
    public Answer rename(String account, AddressName name) {
        return change(account, (book, a) -> book.rename(a, name, keyring.accounts()));
    }

    @Override
    public Answer use(String account) {
        return change(account, (book, a) -> book.use(a, keyring.accounts()));
    }

    @Override
    public Answer addAccount(char[] password, Optional<AddressName> name) {
        if (name.filter(keyring.book()::isTaken).isPresent()) {
            // Or the account would be there, without its name.
            Arrays.fill(password, '\0');
            return new Answer.Refused(AddressBook.Reason.NAME_TAKEN);
        }
        var before = Set.copyOf(keyring.accounts());
        try {
            return switch (keyring.addAccount(password)) {
                case Opening.Opened opened ->
                        name.map(n -> nameNew(n, before)).orElseGet(() -> new Answer.Done(look()));
                case Opening why -> new Answer.NotOpened(why);
            };
        } catch (IllegalArgumentException singleKey) {
            return new Answer.NoPhrase();
        }
    }

    private Answer nameNew(AddressName name, Set<Address> before) {
        return keyring.accounts().stream()
                .filter(a -> !before.contains(a))
                .findFirst()
                .map(fresh -> rename(fresh.value(), name))
                .orElseGet(() -> new Answer.Done(look()));
    }

    @Override
    public Answer watch(String address, AddressName name, boolean known) {
        return known && isLocked()
                ? new Answer.Locked()
                : change(address, (book, a) -> book.watch(a, name, known, keyring.accounts()));
    }

    @Override
    public Answer unwatch(String address) {
        return change(address, AddressBook::unwatch);
    }

    @Override
    public Answer addContact(String address, AddressName name) {
        return isLocked()
                ? new Answer.Locked()
                : change(address, (book, a) -> book.addContact(a, name, keyring.accounts()));
    }

    @Override
    public Answer removeContact(String address) {
        return change(address, AddressBook::removeContact);
    }

    @Override
    public Drill drill(char[] words) {
        var leads = keyring.leadsTo(words);
        if (leads.isEmpty()) {
            return Drill.NO_PHRASE;
        }
        return leads.equals(keyring.accounts().stream().findFirst())
                ? Drill.THIS_WALLET
                : Drill.ANOTHER_WALLET;
    }

    @Override
    public Answer delete(char[] password) {
        return switch (keyring.delete(password)) {
            case Opening.Opened gone -> new Answer.Done(look());
            case Opening why -> new Answer.NotOpened(why);
        };
    }

    private boolean isLocked() {
        return keyring.presence() != Presence.UNLOCKED;
    }

    private Answer change(String typed, BiFunction<AddressBook, Address, AddressBook.Change> verb) {
        return switch (Address.read(typed)) {
            case AddressReading.Invalid invalid -> Answer.NotAnAddress.of(invalid);
            case AddressReading.Valid valid ->
                    switch (keyring.change(book -> verb.apply(book, valid.address()))) {
                        case AddressBook.Change.Done done -> new Answer.Done(look());
                        case AddressBook.Change.Refused refused ->
                                new Answer.Refused(refused.reason());
                    };
        };
    }
}
