package hearth.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Bends inputs: bits, bytes, numbers, lengths, repeated and exchanged pieces, words that parsers
/// dislike, and the end of another input behind the beginning of this one; text mostly by its words
/// and parts ([TextMutations]).
final class Mutations {
    private static final int MOST_AT_ONCE = 4;
    private static final int MOST_OF_TEXT = 2;

    /// Of inputs that are text, one in this many is bent as bytes are.
    private static final int AS_BYTES = 4;

    private static final int LONGEST_PIECE = 48;
    private static final int LONGEST = 1 << 14;
    private static final byte[][] WORDS =
            List.of(
                            "null",
                            "-1",
                            "1e400",
                            "\"\"",
                            "{}",
                            "[]",
                            "9223372036854775808",
                            "18446744073709551615",
                            "true",
                            "\"\\u0000\"",
                            ",",
                            ":",
                            "\"",
                            "0x",
                            "\\ud800",
                            "[[[[[[[[",
                            "{\"a\":",
                            "-0.0",
                            "NaN",
                            "../",
                            "\r\n")
                    .stream()
                    .map(word -> word.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
    private static final int[] NUMBERS = {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 1 << 31};

    private final SplittableRandom random;
    private final Optional<TextMutations> text;

    /// @param seeds of the target; where they are text, inputs are mostly bent as text is
    Mutations(SplittableRandom random, List<byte[]> seeds) {
        this.random = random;
        text =
                TextMutations.areText(seeds)
                        ? Optional.of(new TextMutations(random, seeds))
                        : Optional.empty();
    }

    byte[] bent(byte[] input, byte[] other) {
        var bytes = input;
        if (text.isPresent() && random.nextInt(AS_BYTES) > 0) {
            for (int i = 1 + random.nextInt(MOST_OF_TEXT); i > 0 && bytes.length > 0; i--) {
                bytes = text.get().once(bytes, other);
            }
            return shortened(bytes);
        }
        for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0; i--) {
            bytes = once(bytes, other);
        }
        return shortened(bytes);
    }

    private static byte[] shortened(byte[] bytes) {
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return word();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(9)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> with(bytes, at, (byte) random.nextInt(256));
            case 2 -> with(bytes, at, (byte) (bytes[at] + random.nextInt(-3, 4)));
            case 3 -> Arrays.copyOf(bytes, at);
            case 4 -> joined(bytes, at, word(), random.nextBoolean() ? at : piece(bytes, at));
            case 5 -> joined(bytes, at, new byte[0], piece(bytes, at));
            case 6 -> joined(bytes, at, some(bytes), at);
            case 7 -> number(bytes, at);
            default -> spliced(bytes, at, other);
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        var bent = bytes.clone();
        bent[at] = value;
        return bent;
    }

    private byte[] word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private int piece(byte[] bytes, int at) {
        return Math.min(bytes.length, at + 1 + random.nextInt(LONGEST_PIECE));
    }

    private byte[] some(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        return Arrays.copyOfRange(bytes, from, piece(bytes, from));
    }

    /// Four bytes, little endian, as lengths and offsets are in binary headers.
    private byte[] number(byte[] bytes, int at) {
        var bent = bytes.clone();
        int value = NUMBERS[random.nextInt(NUMBERS.length)];
        for (int i = 0; i < Integer.BYTES && at + i < bent.length; i++) {
            bent[at + i] = (byte) (value >> (8 * i));
        }
        return bent;
    }

    private byte[] spliced(byte[] bytes, int at, byte[] other) {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
    }

    static byte[] joined(byte[] bytes, int to, byte[] middle, int from) {
        var out = Arrays.copyOf(bytes, to + middle.length + bytes.length - from);
        System.arraycopy(middle, 0, out, to, middle.length);
        System.arraycopy(bytes, from, out, to + middle.length, bytes.length - from);
        return out;
    }
}
