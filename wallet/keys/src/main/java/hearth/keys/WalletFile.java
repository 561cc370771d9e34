package hearth.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The wallet on disk: keys sealed by a password (Argon2id, then AES-256-GCM), addresses in the
/// clear so that a locked wallet still shows its balance. Two older copies stay beside it. One
/// password is tried at a time. What a guess costs is fitted to this computer when the file is
/// written; opening it measures that anew, and seals it stronger where it has become too cheap.
public final class WalletFile {
    private static final int OLDER_COPIES = 2;
    private static final int TRIALS = 2;

    private final OwnerOnlyFile file;
    private final CostPolicy policy;
    private final SecureRandom random;
    private final TryCounter tries;
    private final LongSupplier stopwatch;

    /// @param policy what a guess must cost; cheap ones are for tests
    /// @param stopwatch nanoseconds since any moment, never running backwards
    public WalletFile(
            Path file,
            CostPolicy policy,
            SecureRandom random,
            InstantSource clock,
            LongSupplier stopwatch) {
        this.file = new OwnerOnlyFile(file, OLDER_COPIES);
        this.policy = policy;
        this.random = random;
        this.tries =
                new TryCounter(
                        new OwnerOnlyFile(file.resolveSibling(file.getFileName() + ".tries"), 0),
                        clock);
        this.stopwatch = stopwatch;
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
        write(wallet, password, calibrated(password));
        return wallet;
    }

    /// Opens the wallet; where this computer makes guesses too cheap by now, it is sealed again,
    /// stronger, with the former file kept beside it.
    public synchronized UnlockResult unlock(Secret password) {
        var opening = open(password);
        if (opening.result instanceof UnlockResult.Unlocked unlocked && opening.isOutgrown) {
            strengthen(unlocked.wallet(), password, opening.next);
        }
        return opening.result;
    }

    private void strengthen(UnlockedWallet wallet, Secret password, Argon2Cost next) {
        try {
            write(wallet, password, next);
        } catch (WalletException diskRefused) {
            // The old file is whole and the wallet is open; the next unlock tries again.
        }
    }

    /// What a guess costs now; empty if there is no readable file.
    public Optional<Argon2Cost> cost() {
        return read(0).map(SealedWallet::cost);
    }

    /// @param next what the file should cost when it is written again
    /// @param isOutgrown whether that is more than it costs now
    private record Opening(UnlockResult result, Argon2Cost next, boolean isOutgrown) {}

    private Opening open(Secret password) {
        if (!exists()) {
            return refused(new UnlockResult.Missing());
        }
        Duration wait = tries.remaining();
        if (wait.isPositive()) {
            return refused(new UnlockResult.TooManyTries(wait));
        }
        var sealed = read(0);
        if (sealed.isEmpty()) {
            return refused(damaged(UnlockResult.Damage.INCOMPLETE));
        }
        Argon2Cost cost = sealed.get().cost();
        if (!policy.allows(cost)) {
            return refused(damaged(UnlockResult.Damage.COST_REFUSED));
        }
        tries.begin();
        long start = stopwatch.getAsLong();
        var content = sealed.get().open(password);
        var took = Duration.ofNanos(stopwatch.getAsLong() - start);
        if (content.isEmpty()) {
            return refused(new UnlockResult.WrongPassword());
        }
        tries.succeeded();
        var next = policy.upgraded(cost, took);
        return new Opening(read(content.get()), next, !next.equals(cost));
    }

    private Opening refused(UnlockResult result) {
        return new Opening(result, policy.usual(), false);
    }

    private UnlockResult read(Secret content) {
        try (content) {
            return new UnlockResult.Unlocked(UnlockedWallet.ofContent(content));
        } catch (IllegalArgumentException unknownContent) {
            return damaged(UnlockResult.Damage.UNREADABLE);
        }
    }

    /// Seals the wallet with another password. Older copies, which the old one still opens, are
    /// overwritten and removed.
    ///
    /// @return what the old password opened
    /// @throws WalletException if it cannot be written, or an older copy cannot be removed
    public synchronized UnlockResult changePassword(Secret old, Secret fresh) {
        var opening = open(old);
        if (opening.result instanceof UnlockResult.Unlocked unlocked) {
            try {
                var sealed = sealed(unlocked.wallet(), fresh, opening.next);
                save(sealed);
                file.overwriteOlder(random);
                // So that there is an older copy again, for a disk that breaks.
                save(sealed);
            } catch (IOException e) {
                unlocked.wallet().close();
                throw new WalletException("the older copies of the wallet file stay", e);
            }
        }
        return opening.result;
    }

    /// Adds the next account of the phrase.
    ///
    /// @return the wallet with the new account, or why the password did not open it
    /// @throws IllegalArgumentException if the wallet is a single imported key
    public synchronized UnlockResult addAccount(Secret password) {
        var opening = open(password);
        if (!(opening.result instanceof UnlockResult.Unlocked unlocked)) {
            return opening.result;
        }
        try (UnlockedWallet before = unlocked.wallet()) {
            var more = before.withNextAccount();
            write(more, password, opening.next);
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

    /// The cost that fits this computer. The faster of two trials counts: the first one also warms
    /// up, and what else runs only makes it look slower.
    private Argon2Cost calibrated(Secret password) {
        Argon2Cost trial = policy.trial();
        var salt = new byte[SealedWallet.SALT_BYTES];
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            random.nextBytes(salt);
            long start = stopwatch.getAsLong();
            trial.deriveKey(password, salt).close();
            fastest = Math.min(fastest, stopwatch.getAsLong() - start);
        }
        return policy.fitting(trial, Duration.ofNanos(fastest));
    }

    private void write(UnlockedWallet wallet, Secret password, Argon2Cost cost) {
        save(sealed(wallet, password, cost));
    }

    private SealedWallet sealed(UnlockedWallet wallet, Secret password, Argon2Cost cost) {
        try (Secret content = wallet.content()) {
            return SealedWallet.seal(content, wallet.addresses(), password, cost, random);
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
