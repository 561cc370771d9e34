package hearth.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;

/// Bytes that must not be seen: a password, a recovery phrase, a private key. Wiped on close;
/// copies that the garbage collector or the operating system made before that are out of reach.
/// Safe for use by several threads.
public final class Secret implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy; the caller keeps and wipes the original.
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /// Takes the bytes over and wipes the given array.
    public static Secret taking(byte[] bytes) {
        var secret = copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /// Takes over text as UTF-8 and wipes the given array.
    ///
    /// @throws IllegalArgumentException if the text has half a surrogate pair
    public static Secret ofText(char[] text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var exact = new byte[encoded.remaining()];
            encoded.get(exact);
            encoded.flip();
            while (encoded.hasRemaining()) {
                encoded.put((byte) 0);
            }
            return new Secret(exact);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not text", e);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /// The bytes that hex digits stand for, with or without `0x`.
    ///
    /// @throws IllegalArgumentException if it is not hex
    public static Secret ofHex(Secret text) {
        char[] digits = text.text();
        try {
            int skip = digits.length > 1 && digits[0] == '0' && digits[1] == 'x' ? 2 : 0;
            return new Secret(HexFormat.of().parseHex(digits, skip, digits.length));
        } finally {
            Arrays.fill(digits, '\0');
        }
    }

    public static Secret random(int length, SecureRandom random) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    /// Lends the bytes; they must not be kept or changed.
    public synchronized <T> T with(Function<byte[], T> use) {
        if (closed) {
            throw new IllegalStateException("the secret was wiped");
        }
        return use.apply(bytes);
    }

    /// A copy that the caller wipes.
    public byte[] copy() {
        return with(byte[]::clone);
    }

    /// The UTF-8 text as a copy that the caller wipes.
    public char[] text() {
        return with(
                b -> {
                    var chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(b));
                    var exact = Arrays.copyOf(chars.array(), chars.limit());
                    Arrays.fill(chars.array(), '\0');
                    return exact;
                });
    }

    public int length() {
        return bytes.length;
    }

    /// Compares in a time that does not depend on the content.
    public boolean matches(Secret other) {
        return with(mine -> other.with(theirs -> MessageDigest.isEqual(mine, theirs)));
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
