package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Reads what a stranger's node says a contract wrote, in the contracts' binary form. Nothing is
/// reserved before it is known to be there, so a length that lies costs nothing.
final class AbiReader {
    private static final int WORD = 32;

    private final byte[] data;
    private final int base;

    private AbiReader(byte[] data, int base) {
        this.data = data;
        this.base = base;
    }

    static AbiReader of(byte[] data) {
        return new AbiReader(data, 0);
    }

    /// The number in a word.
    ///
    /// @param word counted from the beginning
    /// @throws IllegalArgumentException if there is no such word; so everywhere below
    BigInteger number(int word) {
        return new BigInteger(1, bytes(WORD * word, WORD));
    }

    /// A number that fits an `int`, such as a length.
    private int small(int word) {
        try {
            return number(word).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a length that cannot be", e);
        }
    }

    Address address(int word) {
        return address(number(word));
    }

    static Address address(BigInteger number) {
        if (number.bitLength() > Address.BYTES * Byte.SIZE) {
            throw new IllegalArgumentException("not an address");
        }
        return Address.of("0x" + "%040x".formatted(number));
    }

    List<BigInteger> numbers(int word) {
        return list(word, list -> list::number);
    }

    List<Address> addresses(int word) {
        return list(word, list -> list::address);
    }

    List<byte[]> blobs(int word) {
        return list(word, list -> list::blob);
    }

    /// Bytes of any length that a word points to.
    byte[] blob(int word) {
        var at = behind(small(word));
        return at.bytes(WORD, at.small(0));
    }

    /// Text that a word points to.
    String text(int word) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(blob(word)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not text", e);
        }
    }

    private <T> List<T> list(int word, Function<AbiReader, IntFunction<T>> how) {
        var at = behind(small(word));
        int length = at.small(0);
        var list = at.behind(WORD);
        if (length > list.left() / WORD) {
            throw new IllegalArgumentException("a list longer than the data");
        }
        return IntStream.range(0, length).mapToObj(how.apply(list)).toList();
    }

    private AbiReader behind(int offset) {
        if (offset < 0 || offset > left()) {
            throw new IllegalArgumentException("points outside");
        }
        return new AbiReader(data, base + offset);
    }

    private int left() {
        return data.length - base;
    }

    private byte[] bytes(int offset, int length) {
        if (offset < 0 || length < 0 || length > left() - offset) {
            throw new IllegalArgumentException("ends too early");
        }
        return Arrays.copyOfRange(data, base + offset, base + offset + length);
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text, 2, text.length());
    }
}
