package hearth.app.wallet;

import hearth.app.book.AddressBook;
import hearth.app.book.AddressBookFile;
import hearth.app.book.AddressName;
import hearth.app.wallet.WalletDesk.Opening;
import hearth.app.wallet.WalletState.Presence;
import hearth.hardware.desktop.SessionLock;
import hearth.keys.Address;
import hearth.keys.AutoLock;
import hearth.keys.PhraseReading;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnlockResult;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletFile;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/// The sealed wallet of a data folder, its keys while it is open, and what its owner calls its
/// accounts. Locks itself after ten minutes without use, after the computer slept, and with the
/// desktop. Safe for use by several threads.
public final class Keyring implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int WORDS = 12;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("wallet-clock").factory());
    private final WalletFile file;
    private final AddressBookFile book;
    private final SecureRandom random;
    private final AutoLock autoLock;
    private SessionLock desktop = new SessionLock.NoSessionLock();

    public Keyring(
            WalletFile file, AddressBookFile book, SecureRandom random, InstantSource clock) {
        this.file = file;
        this.book = book;
        this.random = random;
        autoLock = new AutoLock(IDLE, clock, timer, this::tell);
    }

    /// @param listener called on any thread after the wallet was opened, locked or renamed
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    /// Locks with the desktop's screen too, and before the computer sleeps. Called once, before
    /// anything else.
    ///
    /// @param listening from a timer and what to do at a lock
    public void follow(BiFunction<ScheduledExecutorService, Runnable, SessionLock> listening) {
        desktop = listening.apply(timer, this::lock);
    }

    /// For short work only: it also locks.
    ScheduledExecutorService timer() {
        return timer;
    }

    public Presence presence() {
        if (autoLock.wallet().isPresent()) {
            return Presence.UNLOCKED;
        }
        return file.exists() ? Presence.LOCKED : Presence.NONE;
    }

    /// Of the open wallet where it is open, because the file's own list could have been changed by
    /// somebody.
    public List<Address> accounts() {
        return autoLock.wallet().map(UnlockedWallet::addresses).orElseGet(file::addresses);
    }

    /// The account that is used and paid.
    public Optional<Address> active() {
        return book().activeOf(accounts());
    }

    public AddressBook book() {
        return book.read();
    }

    /// Whom the owner vouches for, own accounts first.
    List<WalletState.Known> known() {
        var now = book();
        return Stream.concat(
                        accounts().stream()
                                .map(
                                        a ->
                                                new WalletState.Known(
                                                        a.value(),
                                                        now.nameOf(a).map(AddressName::text))),
                        now.known().stream()
                                .map(
                                        e ->
                                                new WalletState.Known(
                                                        e.address().value(),
                                                        Optional.of(e.name().text()))))
                .toList();
    }

    /// Changes what the owner calls addresses.
    public AddressBook.Change change(Function<AddressBook, AddressBook.Change> verb) {
        var change = book.change(verb);
        tell();
        return change;
    }

    /// The keys, if they are open; asking is use.
    Optional<UnlockedWallet> open() {
        autoLock.touch();
        return autoLock.wallet();
    }

    RecoveryWords draw() {
        try (RecoveryPhrase phrase = RecoveryPhrase.generate(WORDS, random)) {
            return new RecoveryWords(phrase.words());
        }
    }

    private static Optional<RecoveryPhrase> read(char[] words) {
        try (Secret typed = Secret.ofText(words)) {
            return switch (RecoveryPhrase.read(typed)) {
                case PhraseReading.Valid valid -> Optional.of(valid.phrase());
                case PhraseReading.UnknownWord u -> Optional.empty();
                case PhraseReading.WrongLength w -> Optional.empty();
                case PhraseReading.WrongChecksum w -> Optional.empty();
            };
        } catch (IllegalArgumentException notText) {
            return Optional.empty();
        }
    }

    Opening restore(char[] words, char[] password) {
        Optional<RecoveryPhrase> read = read(words);
        if (read.isEmpty() || file.exists()) {
            Arrays.fill(password, '\0');
            read.ifPresent(RecoveryPhrase::close);
            return read.isEmpty() ? new Opening.NotAPhrase() : new Opening.AlreadyThere();
        }
        try (RecoveryPhrase phrase = read.get();
                Secret secret = Secret.ofText(password)) {
            return hold(file.create(phrase, secret));
        }
    }

    /// @param password wiped
    public Opening unlock(char[] password) {
        return opening(password, file::unlock);
    }

    /// Adds the next account of the phrase and opens the wallet with it.
    ///
    /// @param password wiped
    /// @throws IllegalArgumentException if the wallet is a single imported key
    public Opening addAccount(char[] password) {
        return opening(password, file::addAccount);
    }

    private Opening opening(char[] password, Function<Secret, UnlockResult> verb) {
        try (Secret secret = Secret.ofText(password)) {
            return switch (verb.apply(secret)) {
                case UnlockResult.Unlocked unlocked -> hold(unlocked.wallet());
                case UnlockResult.WrongPassword w -> new Opening.WrongPassword();
                case UnlockResult.TooManyTries t -> new Opening.TooManyTries(t.remaining());
                case UnlockResult.Damaged d -> new Opening.Unreadable();
                case UnlockResult.Missing m -> new Opening.Unreadable();
            };
        }
    }

    private Opening hold(UnlockedWallet opened) {
        Address used = book().activeOf(opened.addresses()).orElseThrow();
        autoLock.hold(opened);
        tell();
        return new Opening.Opened(used.value());
    }

    /// The first address that a written phrase leads to; stores nothing.
    ///
    /// @param words wiped
    public Optional<Address> leadsTo(char[] words) {
        Optional<RecoveryPhrase> read = read(words);
        Optional<Address> first = read.map(RecoveryPhrase::firstAddress);
        read.ifPresent(RecoveryPhrase::close);
        return first;
    }

    /// Locks the wallet and removes its file and older copies for good.
    ///
    /// @param password wiped
    /// @return opened if it is gone
    public Opening delete(char[] password) {
        Opening opening = unlock(password);
        if (opening instanceof Opening.Opened) {
            lock();
            file.delete();
            tell();
        }
        return opening;
    }

    /// Wipes the keys.
    public void lock() {
        autoLock.lock();
    }

    /// Only for questions about the password.
    WalletFile file() {
        return file;
    }

    @Override
    public void close() {
        desktop.close();
        autoLock.close();
        timer.shutdownNow();
    }
}
