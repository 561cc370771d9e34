package hearth.app.accounts;

import hearth.app.accounts.AccountsDesk.Answer;
import hearth.app.accounts.AccountsDesk.Holding;
import hearth.app.accounts.AccountsDesk.Sight;
import hearth.app.background.Background;
import hearth.app.book.AddressName;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletFeed;
import hearth.app.wallet.WalletState;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The wallet's accounts, addresses that are only looked at, and recipients with names.
public final class AccountsViewModel {
    private final ObservableList<AccountRow> accounts = FXCollections.observableArrayList();
    private final ObservableList<AccountRow> watched = FXCollections.observableArrayList();
    private final ObservableList<AccountRow> contacts = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<Form> asked = new ReadOnlyObjectWrapper<>(Form.NONE);
    private final ReadOnlyBooleanWrapper unlocked = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final Map<String, Holding> holdings = new HashMap<>();
    private final Supplier<AccountsDesk> desk;
    private final WalletFeed wallet;
    private final Background background;
    private final Speech speech;
    private final Notices notices;
    private Subscription following = Subscription.EMPTY;
    private Optional<Sight> sight = Optional.empty();

    /// Where the last wish was typed, and so where it is said what is wrong with it.
    enum Form {
        /// A button in a list, or the page itself.
        NONE,
        RENAME,
        ADD,
        WATCH,
        CONTACT
    }

    /// @param desk opens what is looked at; it blocks the first time
    public AccountsViewModel(
            Supplier<AccountsDesk> desk,
            WalletFeed wallet,
            Background background,
            Speech speech,
            Notices notices) {
        this.desk = desk;
        this.wallet = wallet;
        this.background = background;
        this.speech = speech;
        this.notices = notices;
    }

    void onShow() {
        following = wallet.state().map(WalletState::presence).subscribe(now -> look());
    }

    void onHide() {
        following.unsubscribe();
        error.set("");
    }

    private void look() {
        background.run(() -> desk.get().look(), this::show, this::fail);
    }

    private void show(Sight now) {
        boolean isNew = !addresses(now).allMatch(holdings::containsKey);
        sight = Optional.of(now);
        unlocked.set(now.unlocked());
        draw(now);
        if (isNew) {
            read(now);
        }
    }

    private static Stream<String> addresses(Sight now) {
        return Stream.concat(
                now.accounts().stream().map(AccountsDesk.Account::address),
                now.watched().stream().map(AccountsDesk.Watched::address));
    }

    /// Asks the chain about each address; rows fill in together.
    private void read(Sight now) {
        background.run(
                () -> {
                    var found = new HashMap<String, Holding>();
                    addresses(now)
                            .forEach(a -> desk.get().holding(a).ifPresent(h -> found.put(a, h)));
                    return found;
                },
                found -> {
                    holdings.putAll(found);
                    sight.ifPresent(this::draw);
                },
                failure -> {});
    }

    private void draw(Sight now) {
        accounts.setAll(
                now.accounts().stream()
                        .map(a -> AccountRow.of(a, held(a.address()), speech))
                        .toList());
        watched.setAll(
                now.watched().stream()
                        .map(w -> AccountRow.of(w, held(w.address()), speech))
                        .toList());
        contacts.setAll(now.contacts().stream().map(AccountRow::of).toList());
    }

    private Optional<Holding> held(String address) {
        return Optional.ofNullable(holdings.get(address));
    }

    void use(AccountRow row) {
        asked.set(Form.NONE);
        run(d -> d.use(row.address()), "accounts.used", () -> {});
    }

    /// @param onDone called when it has its name, so that the form can be emptied
    void rename(AccountRow row, String typed, Runnable onDone) {
        asked.set(Form.RENAME);
        named(typed, name -> d -> d.rename(row.address(), name), "accounts.renamed", onDone);
    }

    /// @param password wiped
    /// @param name may be empty
    void addAccount(char[] password, String name, Runnable onDone) {
        asked.set(Form.ADD);
        var read = AddressName.read(name);
        if (read.isEmpty() && !name.isBlank()) {
            Arrays.fill(password, '\0');
            error.set(speech.text("accounts.name.wrong"));
            return;
        }
        run(d -> d.addAccount(password, read), "accounts.added", onDone);
    }

    void watch(String address, String name, boolean known, Runnable onDone) {
        asked.set(Form.WATCH);
        named(name, n -> d -> d.watch(address, n, known), "accounts.watching", onDone);
    }

    void unwatch(AccountRow row) {
        asked.set(Form.NONE);
        run(d -> d.unwatch(row.address()), "accounts.unwatched", () -> {});
    }

    void addContact(String address, String name, Runnable onDone) {
        asked.set(Form.CONTACT);
        named(name, n -> d -> d.addContact(address, n), "accounts.contact", onDone);
    }

    void removeContact(AccountRow row) {
        asked.set(Form.NONE);
        run(d -> d.removeContact(row.address()), "accounts.contact.gone", () -> {});
    }

    /// Reads the name; the desk reads the address.
    private void named(
            String typed,
            Function<AddressName, Function<AccountsDesk, Answer>> verb,
            String doneKey,
            Runnable onDone) {
        AddressName.read(typed)
                .ifPresentOrElse(
                        name -> run(verb.apply(name), doneKey, onDone),
                        () -> error.set(speech.text("accounts.name.wrong")));
    }

    private void run(Function<AccountsDesk, Answer> verb, String doneKey, Runnable onDone) {
        if (busy.get()) {
            return;
        }
        busy.set(true);
        error.set("");
        background.run(
                () -> verb.apply(desk.get()),
                answer -> {
                    busy.set(false);
                    tell(answer, doneKey, onDone);
                },
                failure -> {
                    busy.set(false);
                    fail(failure);
                });
    }

    private void tell(Answer answer, String doneKey, Runnable onDone) {
        switch (answer) {
            case Answer.Done done -> {
                show(done.now());
                notices.good(speech.text(doneKey));
                onDone.run();
            }
            case Answer.Refused refused ->
                    error.set(
                            speech.text(
                                    "accounts.refused."
                                            + refused.reason()
                                                    .name()
                                                    .toLowerCase(Locale.ROOT)
                                                    .replace('_', '-')));
            case Answer.NotAnAddress not -> error.set(speech.text("refusal." + not.reason()));
            case Answer.Locked locked -> error.set(speech.text("wallet.locked.first"));
            case Answer.NoPhrase single -> error.set(speech.text("accounts.single-key"));
            case Answer.NotOpened not -> error.set(why(not.why()));
        }
    }

    private String why(Opening opening) {
        return opening instanceof Opening.TooManyTries tries
                ? speech.text("wallet.unlock.wait", speech.times().span(tries.remaining()))
                : speech.text("wallet.unlock.wrong");
    }

    private void fail(Throwable failure) {
        error.set(speech.text("wallet.failed"));
    }

    ObservableList<AccountRow> accounts() {
        return accounts;
    }

    ObservableList<AccountRow> watched() {
        return watched;
    }

    ObservableList<AccountRow> contacts() {
        return contacts;
    }

    ReadOnlyStringProperty error() {
        return error.getReadOnlyProperty();
    }

    /// What the error is about.
    ReadOnlyObjectProperty<Form> asked() {
        return asked.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty unlocked() {
        return unlocked.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }
}
