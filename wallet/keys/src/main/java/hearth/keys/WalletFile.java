package hearth.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// The wallet on disk: keys sealed by a password (Argon2id, then AES-256-GCM), addresses in the
/// clear so that a locked wallet still shows its balance. Two older copies stay beside it. One
/// password is tried at a time.
public final class WalletFile {
    private static final int OLDER_COPIES = 2;

    private final OwnerOnlyFile file;
    private final CostPolicy policy;
    private final SecureRandom random;
    private final TryCounter tries;

    /// @param policy what a guess must cost; cheap ones are for tests
    public WalletFile(Path file, CostPolicy policy, SecureRandom random, InstantSource clock) {
        this.file = new OwnerOnlyFile(file, OLDER_COPIES);
        this.policy = policy;
        this.random = random;
        this.tries =
                new TryCounter(
                        new OwnerOnlyFile(file.resolveSibling(file.getFileName() + ".tries"), 0),
                        clock);
    }

    public boolean exists() {
        return file.exists();
    }

    /// The accounts as the file names them, without a password; empty if there is no readable file.
    /// Somebody who can write the file can change them, so what is signed goes by
    /// {@link UnlockedWallet#addresses} alone.
    public List<Address> addresses() {
        return read(0).map(SealedWallet::addresses).orElse(List.of());
    }

    /// Seals a new wallet with its first account.
    ///
    /// @throws IllegalStateException if there is a wallet already
    /// @throws WalletException if it cannot be written
    public synchronized UnlockedWallet create(RecoveryPhrase phrase, Secret password) {
        return createOf(UnlockedWallet.ofPhrase(phrase, 1), password);
    }

    /// Seals a wallet of one imported key, which no recovery phrase can bring back.
    public synchronized UnlockedWallet create(EthereumKey key, Secret password) {
        try (Secret secret = key.secret()) {
            return createOf(UnlockedWallet.ofKey(EthereumKey.of(secret)), password);
        }
    }

    private UnlockedWallet createOf(UnlockedWallet wallet, Secret password) {
        if (exists()) {
            wallet.close();
            throw new IllegalStateException("there is a wallet already");
        }
        write(wallet, password);
        return wallet;
    }

    public synchronized UnlockResult unlock(Secret password) {
        if (!exists()) {
            return new UnlockResult.Missing();
        }
        Duration wait = tries.remaining();
        if (wait.isPositive()) {
            return new UnlockResult.TooManyTries(wait);
        }
        var sealed = read(0);
        if (sealed.isEmpty()) {
            return damaged(UnlockResult.Damage.INCOMPLETE);
        }
        if (!policy.allows(sealed.get().cost())) {
            return damaged(UnlockResult.Damage.COST_REFUSED);
        }
        tries.begin();
        var content = sealed.get().open(password);
        if (content.isEmpty()) {
            return new UnlockResult.WrongPassword();
        }
        tries.succeeded();
        return open(content.get());
    }

    private UnlockResult open(Secret content) {
        try (content) {
            return new UnlockResult.Unlocked(UnlockedWallet.ofContent(content));
        } catch (IllegalArgumentException unknownContent) {
            return damaged(UnlockResult.Damage.UNREADABLE);
        }
    }

    /// Seals the wallet with another password.
    ///
    /// @return what the old password opened
    public synchronized UnlockResult changePassword(Secret old, Secret fresh) {
        var result = unlock(old);
        if (result instanceof UnlockResult.Unlocked unlocked) {
            write(unlocked.wallet(), fresh);
        }
        return result;
    }

    /// Adds the next account of the phrase.
    ///
    /// @return the wallet with the new account, or why the password did not open it
    /// @throws IllegalArgumentException if the wallet is a single imported key
    public synchronized UnlockResult addAccount(Secret password) {
        var result = unlock(password);
        if (!(result instanceof UnlockResult.Unlocked unlocked)) {
            return result;
        }
        try (UnlockedWallet before = unlocked.wallet()) {
            var more = before.withNextAccount();
            write(more, password);
            return new UnlockResult.Unlocked(more);
        }
    }

    /// Puts the newest whole older copy in the place of a damaged file.
    ///
    /// @return false if there is none
    public synchronized boolean restoreOlder() {
        for (int number = 1; number <= OLDER_COPIES; number++) {
            var older = read(number);
            if (older.isPresent()) {
                save(older.get());
                return true;
            }
        }
        return false;
    }

    /// Ends the wallet: the file and its older copies are overwritten, flushed, and removed. Each
    /// holds its own salt and the sealed keys, without which no password opens anything. A
    /// solid-state disk writes elsewhere and may keep the old blocks, so whoever deletes is to be
    /// told that.
    ///
    /// @throws WalletException if a file cannot be removed
    public synchronized void delete() {
        try {
            file.overwriteAndDelete(random);
            tries.forget();
        } catch (IOException e) {
            throw new WalletException("the wallet file cannot be deleted", e);
        }
    }

    private UnlockResult damaged(UnlockResult.Damage damage) {
        boolean usable = read(1).isPresent() || read(2).isPresent();
        return new UnlockResult.Damaged(damage, usable);
    }

    private void write(UnlockedWallet wallet, Secret password) {
        try (Secret content = wallet.content()) {
            save(SealedWallet.seal(content, wallet.addresses(), password, policy.seal(), random));
        }
    }

    private void save(SealedWallet sealed) {
        try {
            file.write(sealed.bytes());
        } catch (IOException e) {
            throw new WalletException("the wallet file cannot be written", e);
        }
    }

    /// @param older 0 for the file itself, else the number of an older copy
    private Optional<SealedWallet> read(int older) {
        try {
            var bytes =
                    older == 0
                            ? file.read(SealedWallet.MAX_FILE_BYTES)
                            : file.readOlder(older, SealedWallet.MAX_FILE_BYTES);
            return bytes.flatMap(SealedWallet::parse);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
