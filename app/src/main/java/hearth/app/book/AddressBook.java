package hearth.app.book;

import hearth.keys.Address;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What the owner wrote down about addresses; immutable, local, and never secret. Each address is
/// in one of the lists at most, and no two look alike or have names that people would confuse.
///
/// @param active the account that is used and paid; empty for the first one
/// @param accounts names of the wallet's own accounts
/// @param watched looked at only: there is no key of them here
/// @param contacts recipients
public record AddressBook(
        Optional<Address> active,
        List<Entry> accounts,
        List<Watched> watched,
        List<Entry> contacts) {
    private static final int MOST = 200;

    public AddressBook {
        accounts = List.copyOf(accounts);
        watched = List.copyOf(watched);
        contacts = List.copyOf(contacts);
        if (Stream.of(accounts, watched, contacts).anyMatch(list -> list.size() > MOST)) {
            throw new IllegalArgumentException("a list of addresses is too long");
        }
    }

    /// A named address.
    public record Entry(Address address, AddressName name) {}

    /// An address that is looked at.
    ///
    /// @param known whether payments to it count as payments to somebody known
    public record Watched(Address address, AddressName name, boolean known) {}

    /// What came of a change.
    public sealed interface Change {
        record Done(AddressBook book) implements Change {}

        record Refused(Reason reason) implements Change {}
    }

    /// Why the book stays as it is.
    public enum Reason {
        NAME_TAKEN,
        ALREADY_THERE,
        LOOKS_ALIKE,
        NOT_THERE,
        NOT_AN_ACCOUNT,
        TOO_MANY
    }

    public static AddressBook empty() {
        return new AddressBook(Optional.empty(), List.of(), List.of(), List.of());
    }

    /// Which of these accounts is used; empty if there are none.
    public Optional<Address> activeOf(List<Address> own) {
        return active.filter(own::contains).or(() -> own.stream().findFirst());
    }

    public Optional<AddressName> nameOf(Address address) {
        return entries().filter(e -> e.address.equals(address)).map(Entry::name).findFirst();
    }

    /// Addresses that the owner vouched for as recipients, besides the own accounts.
    public List<Entry> known() {
        return Stream.concat(
                        contacts.stream(),
                        watched.stream()
                                .filter(Watched::known)
                                .map(w -> new Entry(w.address, w.name)))
                .toList();
    }

    private Stream<Entry> entries() {
        return Stream.of(
                        accounts.stream(),
                        watched.stream().map(w -> new Entry(w.address, w.name)),
                        contacts.stream())
                .flatMap(s -> s);
    }

    /// Names or renames one of the wallet's own accounts.
    ///
    /// @param own the wallet's accounts
    public Change rename(Address account, AddressName name, List<Address> own) {
        if (!own.contains(account)) {
            return new Change.Refused(Reason.NOT_AN_ACCOUNT);
        }
        var rest = without(accounts, e -> e.address.equals(account));
        var changed = new AddressBook(active, rest, watched, contacts);
        if (changed.isTaken(name)) {
            return new Change.Refused(Reason.NAME_TAKEN);
        }
        return with(active, plus(rest, new Entry(account, name)), watched, contacts);
    }

    /// Chooses the account that is used and paid.
    public Change use(Address account, List<Address> own) {
        return own.contains(account)
                ? with(Optional.of(account), accounts, watched, contacts)
                : new Change.Refused(Reason.NOT_AN_ACCOUNT);
    }

    /// @param own the wallet's accounts, which need no watching
    public Change watch(Address address, AddressName name, boolean known, List<Address> own) {
        return doubt(address, name, own)
                .<Change>map(Change.Refused::new)
                .orElseGet(
                        () ->
                                with(
                                        active,
                                        accounts,
                                        plus(watched, new Watched(address, name, known)),
                                        contacts));
    }

    public Change unwatch(Address address) {
        var rest = without(watched, w -> w.address.equals(address));
        return rest.size() == watched.size()
                ? new Change.Refused(Reason.NOT_THERE)
                : with(active, accounts, rest, contacts);
    }

    /// @param own the wallet's accounts, which are known anyway
    public Change addContact(Address address, AddressName name, List<Address> own) {
        return doubt(address, name, own)
                .<Change>map(Change.Refused::new)
                .orElseGet(
                        () ->
                                with(
                                        active,
                                        accounts,
                                        watched,
                                        plus(contacts, new Entry(address, name))));
    }

    public Change removeContact(Address address) {
        var rest = without(contacts, e -> e.address.equals(address));
        return rest.size() == contacts.size()
                ? new Change.Refused(Reason.NOT_THERE)
                : with(active, accounts, watched, rest);
    }

    private Optional<Reason> doubt(Address address, AddressName name, List<Address> own) {
        var all = Stream.concat(own.stream(), entries().map(Entry::address)).distinct().toList();
        if (all.contains(address)) {
            return Optional.of(Reason.ALREADY_THERE);
        }
        if (all.stream().anyMatch(address::looksLike)) {
            return Optional.of(Reason.LOOKS_ALIKE);
        }
        return isTaken(name) ? Optional.of(Reason.NAME_TAKEN) : Optional.empty();
    }

    /// Whether that name, or one that looks like it, belongs to an address.
    public boolean isTaken(AddressName name) {
        return entries().anyMatch(e -> e.name.isLike(name));
    }

    private static Change with(
            Optional<Address> active,
            List<Entry> accounts,
            List<Watched> watched,
            List<Entry> contacts) {
        return Stream.of(accounts, watched, contacts).anyMatch(list -> list.size() > MOST)
                ? new Change.Refused(Reason.TOO_MANY)
                : new Change.Done(new AddressBook(active, accounts, watched, contacts));
    }

    private static <T> List<T> plus(List<T> list, T last) {
        var more = new ArrayList<>(list);
        more.add(last);
        return more;
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        return list.stream().filter(gone.negate()).toList();
    }
}
