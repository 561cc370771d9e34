package hearth.app.cli;

import hearth.app.book.AddressBookFile;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.keys.Address;
import hearth.keys.Argon2Cost;
import hearth.keys.CostPolicy;
import hearth.keys.EthereumKey;
import hearth.keys.OwnerOnlyFile;
import hearth.keys.PhraseReading;
import hearth.keys.RecoveryPhrase;
import hearth.keys.Secret;
import hearth.keys.UnlockResult;
import hearth.keys.UnlockedWallet;
import hearth.keys.WalletFile;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Opens the wallet of a data folder for one command and turns what can go wrong into its
/// sentences.
public final class WalletDoor {
    /// Lanes of the key derivation; a fixed number, so that a wallet opens as fast on another
    /// computer.
    private static final int LANES = 4;

    private static final int SHORTEST_PASSWORD = 8;

    private final HearthHome home;
    private final SecureRandom random;
    private final WalletFile file;

    /// @param home data folder
    public WalletDoor(HearthHome home, SecureRandom random, InstantSource clock) {
        this.home = home;
        this.random = random;
        this.file = open(home, random, clock);
    }

    /// The wallet file of a data folder, as the window opens it too.
    public static WalletFile open(HearthHome home, SecureRandom random, InstantSource clock) {
        try {
            OwnerOnlyFile.createDirectory(home.wallet());
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "Hearth cannot make its wallet folder.", e);
        }
        return new WalletFile(
                home.walletFile(), CostPolicy.standard(LANES), random, clock, System::nanoTime);
    }

    static WalletFile file(HearthHome home) {
        return open(home, new SecureRandom(), InstantSource.system());
    }

    /// What the owner calls addresses.
    static AddressBookFile book(HearthHome home) {
        return new AddressBookFile(home.wallet());
    }

    public boolean hasWallet() {
        return file.exists();
    }

    /// The account that is used, without a password.
    public Address address() {
        var addresses = file.addresses();
        if (addresses.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "There is no wallet in " + home.folder() + ". Make one: hearth wallet create.");
        }
        return active(addresses);
    }

    /// Which of these accounts is used.
    public Address active(List<Address> accounts) {
        return book(home).read().activeOf(accounts).orElseThrow();
    }

    public UnlockedWallet create(RecoveryPhrase phrase, Secret password) {
        check(password);
        return file.create(phrase, password);
    }

    private void check(Secret password) {
        if (file.exists()) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "There is a wallet already; Hearth never overwrites one.");
        }
        checkLength(password);
    }

    private static void checkLength(Secret password) {
        if (password.length() < SHORTEST_PASSWORD) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "A password needs at least " + SHORTEST_PASSWORD + " characters.");
        }
    }

    UnlockedWallet create(EthereumKey key, Secret password) {
        check(password);
        return file.create(key, password);
    }

    /// Seals the wallet with another password, and closes it.
    void changePassword(Secret old, Secret fresh) {
        checkLength(fresh);
        opened(file.changePassword(old, fresh)).close();
    }

    List<Address> addresses() {
        address();
        return file.addresses();
    }

    UnlockedWallet addAccount(Secret password) {
        try {
            return opened(file.addAccount(password));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "This wallet is one imported key; it has no phrase to derive accounts from.",
                    e);
        }
    }

    /// What a guess of the password costs; empty if there is no readable file.
    Optional<Argon2Cost> cost() {
        return file.cost();
    }

    void delete() {
        file.delete();
    }

    public RecoveryPhrase newPhrase(int words) {
        return RecoveryPhrase.generate(words, random);
    }

    static RecoveryPhrase phrase(Secret text) {
        return switch (RecoveryPhrase.read(text)) {
            case PhraseReading.Valid valid -> valid.phrase();
            case PhraseReading.UnknownWord unknown ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "Word "
                                    + unknown.position()
                                    + " is not in the list of recovery words.");
            case PhraseReading.WrongLength length ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "A recovery phrase has 12 to 24 words, not " + length.words() + ".");
            case PhraseReading.WrongChecksum wrong ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "The words are all known but do not belong together: one is wrong or swapped.");
        };
    }

    /// The opened wallet; the caller closes it.
    public UnlockedWallet unlock(Secret password) {
        return opened(file.unlock(password));
    }

    private UnlockedWallet opened(UnlockResult result) {
        return switch (result) {
            case UnlockResult.Unlocked unlocked -> unlocked.wallet();
            case UnlockResult.WrongPassword wrong ->
                    throw new CommandFailure(CommandFailure.FAILED, "Wrong password.");
            case UnlockResult.TooManyTries tries ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "Too many wrong passwords. Try again in "
                                    + Math.max(1, tries.remaining().toSeconds())
                                    + " s.");
            case UnlockResult.Missing missing ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            "There is no wallet in "
                                    + home.folder()
                                    + ". Make one: hearth wallet create.");
            case UnlockResult.Damaged damaged ->
                    throw new CommandFailure(
                            CommandFailure.FAILED,
                            damaged.olderCopyUsable()
                                    ? "The wallet file is damaged; an older copy beside it is whole."
                                    : "The wallet file is damaged. Import the recovery phrase into another data folder.");
        };
    }
}
