package hearth.keys;

import hearth.protocol.Sha256;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The bytes of a wallet file, big-endian:
///
/// ```
/// magic "HEARTHW1" | memoryKib u32 | iterations u32 | lanes u32 | salt 16 | nonce 12
/// | accounts u16 | addresses 20 each | cipher text length u16 | AES-256-GCM cipher text and tag
/// | SHA-256 of everything before
/// ```
/// Everything before the cipher text is its associated data, so no header byte can change
/// unnoticed. The hash at the end tells a broken disk from a wrong password; it protects nothing.
final class SealedWallet {
    static final int MAX_FILE_BYTES = 1 << 16;
    static final int MAX_ACCOUNTS = 1000;
    private static final byte[] MAGIC = "HEARTHW1".getBytes(StandardCharsets.US_ASCII);
    static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HASH_BYTES = 32;

    private final Argon2Cost cost;
    private final byte[] salt;
    private final byte[] nonce;
    private final List<Address> addresses;
    private final byte[] header;
    private final byte[] cipherText;

    private SealedWallet(
            Argon2Cost cost,
            byte[] salt,
            byte[] nonce,
            List<Address> addresses,
            byte[] cipherText) {
        this.cost = cost;
        this.salt = salt;
        this.nonce = nonce;
        this.addresses = addresses;
        this.header = header(cost, salt, nonce, addresses);
        this.cipherText = cipherText;
    }

    static SealedWallet seal(
            Secret content,
            List<Address> addresses,
            Secret password,
            Argon2Cost cost,
            SecureRandom random) {
        var salt = new byte[SALT_BYTES];
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        var header = header(cost, salt, nonce, addresses);
        try (Secret key = cost.deriveKey(password, salt)) {
            byte[] cipherText =
                    content.with(c -> crypt(Cipher.ENCRYPT_MODE, key, nonce, header, c))
                            .orElseThrow();
            return new SealedWallet(cost, salt, nonce, List.copyOf(addresses), cipherText);
        }
    }

    /// Empty if these are not the whole bytes of a wallet file.
    static Optional<SealedWallet> parse(byte[] file) {
        if (file.length < MAGIC.length + HASH_BYTES || file.length > MAX_FILE_BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOf(file, file.length - HASH_BYTES);
        byte[] hash = Arrays.copyOfRange(file, body.length, file.length);
        if (!MessageDigest.isEqual(Sha256.digest().digest(body), hash)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(ByteBuffer.wrap(body)));
        } catch (BufferUnderflowException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static SealedWallet parse(ByteBuffer in) {
        if (!Arrays.equals(take(in, MAGIC.length), MAGIC)) {
            throw new IllegalArgumentException("another format");
        }
        var cost = new Argon2Cost(in.getInt(), in.getInt(), in.getInt());
        byte[] salt = take(in, SALT_BYTES);
        byte[] nonce = take(in, NONCE_BYTES);
        int accounts = Short.toUnsignedInt(in.getShort());
        if (accounts > MAX_ACCOUNTS) {
            throw new IllegalArgumentException("too many accounts");
        }
        var addresses = new ArrayList<Address>(accounts);
        for (int i = 0; i < accounts; i++) {
            addresses.add(Address.ofBytes(take(in, Address.BYTES)));
        }
        byte[] cipherText = take(in, Short.toUnsignedInt(in.getShort()));
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("bytes left over");
        }
        return new SealedWallet(cost, salt, nonce, List.copyOf(addresses), cipherText);
    }

    /// The content, or empty if the password is wrong or a byte was changed. The caller closes it.
    Optional<Secret> open(Secret password) {
        try (Secret key = cost.deriveKey(password, salt)) {
            return crypt(Cipher.DECRYPT_MODE, key, nonce, header, cipherText).map(Secret::taking);
        }
    }

    byte[] bytes() {
        byte[] body =
                ByteBuffer.allocate(header.length + Short.BYTES + cipherText.length)
                        .put(header)
                        .putShort((short) cipherText.length)
                        .put(cipherText)
                        .array();
        return ByteBuffer.allocate(body.length + HASH_BYTES)
                .put(body)
                .put(Sha256.digest().digest(body))
                .array();
    }

    Argon2Cost cost() {
        return cost;
    }

    List<Address> addresses() {
        return addresses;
    }

    private static byte[] header(
            Argon2Cost cost, byte[] salt, byte[] nonce, List<Address> addresses) {
        var out =
                ByteBuffer.allocate(
                        MAGIC.length
                                + 3 * Integer.BYTES
                                + SALT_BYTES
                                + NONCE_BYTES
                                + Short.BYTES
                                + addresses.size() * Address.BYTES);
        out.put(MAGIC).putInt(cost.memoryKib()).putInt(cost.iterations()).putInt(cost.lanes());
        out.put(salt).put(nonce).putShort((short) addresses.size());
        addresses.forEach(a -> out.put(a.bytes()));
        return out.array();
    }

    private static byte[] take(ByteBuffer in, int count) {
        var out = new byte[count];
        in.get(out);
        return out;
    }

    private static Optional<byte[]> crypt(
            int mode, Secret key, byte[] nonce, byte[] header, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    key.with(k -> new SecretKeySpec(k, "AES")),
                    new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(header);
            return Optional.of(cipher.doFinal(input));
        } catch (AEADBadTagException wrongKeyOrChangedBytes) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new WalletException("this Java has no AES-GCM", e);
        }
    }
}
