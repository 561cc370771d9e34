package hearth.keys;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The keys of an opened wallet. Closing wipes them; what is signed afterwards throws
/// {@link WalletLockedException}. Safe for use by several threads.
public final class UnlockedWallet implements AutoCloseable {
    private static final byte FROM_PHRASE = 1;
    private static final byte FROM_KEY = 2;

    private final Optional<Secret> entropy;
    private final List<EthereumKey> keys;

    private UnlockedWallet(Optional<Secret> entropy, List<EthereumKey> keys) {
        this.entropy = entropy;
        this.keys = List.copyOf(keys);
    }

    /// @param accounts how many to derive, at least one
    static UnlockedWallet ofPhrase(RecoveryPhrase phrase, int accounts) {
        if (accounts < 1 || accounts > SealedWallet.MAX_ACCOUNTS) {
            throw new IllegalArgumentException("a wallet has 1 to 1000 accounts");
        }
        try (Secret noPassphrase = Secret.copyOf(new byte[0])) {
            var keys =
                    IntStream.range(0, accounts)
                            .mapToObj(i -> HdAccounts.derive(phrase, noPassphrase, i))
                            .toList();
            return new UnlockedWallet(Optional.of(phrase.entropy()), keys);
        }
    }

    static UnlockedWallet ofKey(EthereumKey key) {
        return new UnlockedWallet(Optional.empty(), List.of(key));
    }

    /// What the wallet file seals: kind, account count, then the entropy or the key.
    Secret content() {
        byte[] secret = entropy.map(Secret::copy).orElseGet(() -> copyOfKey(keys.getFirst()));
        try (Secret wiped = Secret.taking(secret)) {
            return wiped.with(
                    s ->
                            Secret.taking(
                                    ByteBuffer.allocate(1 + Short.BYTES + s.length)
                                            .put(entropy.isPresent() ? FROM_PHRASE : FROM_KEY)
                                            .putShort((short) keys.size())
                                            .put(s)
                                            .array()));
        }
    }

    /// @throws IllegalArgumentException if the content is none of ours
    static UnlockedWallet ofContent(Secret content) {
        byte[] bytes = content.copy();
        try (Secret ignored = Secret.taking(bytes)) {
            return ignored.with(UnlockedWallet::ofContent);
        }
    }

    private static UnlockedWallet ofContent(byte[] content) {
        var in = ByteBuffer.wrap(content);
        if (in.remaining() < 1 + Short.BYTES) {
            throw new IllegalArgumentException("too short");
        }
        byte kind = in.get();
        int accounts = in.getShort();
        var rest = new byte[in.remaining()];
        in.get(rest);
        try (Secret secret = Secret.taking(rest)) {
            if (kind == FROM_KEY) {
                return ofKey(EthereumKey.of(secret));
            }
            if (kind != FROM_PHRASE) {
                throw new IllegalArgumentException("unknown kind of wallet");
            }
            try (RecoveryPhrase phrase = RecoveryPhrase.ofEntropy(secret)) {
                return ofPhrase(phrase, accounts);
            }
        }
    }

    private static byte[] copyOfKey(EthereumKey key) {
        try (Secret secret = key.secret()) {
            return secret.copy();
        }
    }

    /// The accounts in the order of their index; the first one is the default.
    public List<Address> addresses() {
        return keys.stream().map(EthereumKey::address).toList();
    }

    /// Signs transactions of one account.
    ///
    /// @throws IllegalArgumentException if the account is not in this wallet
    public TransactionSigner signer(Address account) {
        return key(account);
    }

    EthereumKey key(Address account) {
        return keys.stream()
                .filter(k -> k.address().equals(account))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not an account of this wallet"));
    }

    /// One account as a Secret Storage file, for other wallets.
    ///
    /// @throws IllegalArgumentException if it is none of these accounts
    public byte[] keyFile(Address account, Secret password, SecureRandom random) {
        return KeyFileV3.write(key(account), password, random);
    }

    /// The words, for showing them once more; empty for a wallet made from a single key. The caller
    /// closes the phrase.
    ///
    /// @throws WalletLockedException if the wallet was locked in the meantime
    public Optional<RecoveryPhrase> phrase() {
        try {
            return entropy.map(RecoveryPhrase::ofEntropy);
        } catch (IllegalStateException wiped) {
            throw new WalletLockedException();
        }
    }

    /// The same wallet with one more account; this one stays open. The caller closes both.
    ///
    /// @throws IllegalArgumentException if it was made from a single key
    UnlockedWallet withNextAccount() {
        try (RecoveryPhrase phrase =
                phrase().orElseThrow(
                                () -> new IllegalArgumentException("a single key has no more"))) {
            return ofPhrase(phrase, keys.size() + 1);
        }
    }

    @Override
    public void close() {
        entropy.ifPresent(Secret::close);
        new ArrayList<>(keys).forEach(EthereumKey::close);
    }

    @Override
    public String toString() {
        return "UnlockedWallet" + addresses();
    }
}
