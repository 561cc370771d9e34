package hearth.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Bends text by its words and by its parts: a word for another one of the seeds, a number for one
/// at an edge, a part between two commas left out, doubled or put elsewhere, a value in the place
/// of another. What comes of it is mostly still the same kind of text, so it reaches what lies
/// behind the reading of text.
final class TextMutations {
    private static final int MOST_WORDS = 1_024;
    private static final List<byte[]> EDGES =
            List.of(
                            "0",
                            "-1",
                            "1",
                            "00",
                            "0.0",
                            "1.5",
                            "1e9",
                            "-0",
                            "2147483647",
                            "2147483648",
                            "9223372036854775807",
                            "9223372036854775808",
                            "999999999999999999999999999999",
                            "1e400",
                            "null",
                            "true",
                            "\"\"",
                            "{}",
                            "[]",
                            "[null]",
                            "\"\\u0000\"",
                            "\"\\ud800\"",
                            "\"0x\"",
                            "\"PT0S\"",
                            "\"1970-01-01T00:00:00Z\"")
                    .stream()
                    .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                    .toList();

    private final SplittableRandom random;
    private final List<byte[]> words;

    /// @param seeds whose words are exchanged
    TextMutations(SplittableRandom random, List<byte[]> seeds) {
        this.random = random;
        var found = new LinkedHashMap<String, byte[]>();
        seeds.forEach(seed -> collect(seed, found));
        words = List.copyOf(found.values());
    }

    private static void collect(byte[] text, Map<String, byte[]> found) {
        int at = 0;
        while (at < text.length && found.size() < MOST_WORDS) {
            int end = Math.max(at + 1, end(text, at));
            var word = Arrays.copyOfRange(text, at, end);
            if (isWord(text[at])) {
                found.putIfAbsent(new String(word, StandardCharsets.US_ASCII), word);
            }
            at = end;
        }
    }

    /// Whether most of some inputs is text.
    static boolean areText(List<byte[]> inputs) {
        return inputs.stream().filter(TextMutations::isText).count() * 2 > inputs.size();
    }

    private static boolean isText(byte[] input) {
        for (byte b : input) {
            if ((b < ' ' && b != '\n' && b != '\r' && b != '\t') || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWord(byte b) {
        return (b >= '0' && b <= '9')
                || (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || b == '.'
                || b == '+'
                || b == '-';
    }

    private static int begin(byte[] text, int at) {
        int begin = at;
        while (begin > 0 && isWord(text[begin - 1])) {
            begin--;
        }
        return begin;
    }

    private static int end(byte[] text, int at) {
        int end = at;
        while (end < text.length && isWord(text[end])) {
            end++;
        }
        return end;
    }

    /// @param text not empty
    /// @param other that a part may come from
    byte[] once(byte[] text, byte[] other) {
        int at = random.nextInt(text.length);
        return switch (random.nextInt(8)) {
            case 0, 1 -> word(text, at, words.get(random.nextInt(words.size())));
            case 2 -> word(text, at, EDGES.get(random.nextInt(EDGES.size())));
            case 3 -> number(text, at);
            case 4 -> without(text, at);
            case 5 -> put(text, at, part(text, random.nextInt(text.length)));
            case 6 ->
                    put(
                            text,
                            at,
                            other.length == 0 ? text : part(other, random.nextInt(other.length)));
            default -> value(text, at, random.nextBoolean() || other.length == 0 ? text : other);
        };
    }

    private static byte[] word(byte[] text, int at, byte[] word) {
        int begin = begin(text, at);
        int end = Math.max(at + 1, end(text, at));
        boolean isQuoted = begin > 0 && text[begin - 1] == '"' && word[0] == '"';
        return isQuoted && end < text.length && text[end] == '"'
                ? joined(text, begin - 1, word, end + 1)
                : joined(text, begin, word, end);
    }

    /// One digit more, less or another one, in the first number from there on.
    private byte[] number(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] < '0' || text[at] > '9')) {
            at++;
        }
        if (at == text.length) {
            return without(text, from);
        }
        var digit = new byte[] {(byte) ('0' + random.nextInt(10))};
        return joined(text, at, digit, at + random.nextInt(3));
    }

    private byte[] without(byte[] text, int at) {
        int begin = beginOfPart(text, at);
        int end = endOfPart(text, begin);
        return joined(text, begin, new byte[0], Math.min(text.length, end + 1));
    }

    /// In front of the part that is there.
    private static byte[] put(byte[] text, int at, byte[] part) {
        int begin = beginOfPart(text, at);
        var with = Arrays.copyOf(part, part.length + 1);
        with[part.length] = ',';
        return joined(text, begin, with, begin);
    }

    private byte[] value(byte[] text, int at, byte[] from) {
        var part = part(from, random.nextInt(from.length));
        int begin = afterColon(text, beginOfPart(text, at));
        int end = endOfPart(text, begin);
        return joined(text, begin, Arrays.copyOfRange(part, afterColon(part, 0), part.length), end);
    }

    /// Behind the name of a value, where it has one.
    private static int afterColon(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] == '"' || isWord(text[at]))) {
            at++;
        }
        return at < text.length && text[at] == ':' ? at + 1 : from;
    }

    private static byte[] part(byte[] text, int at) {
        int begin = beginOfPart(text, at);
        return Arrays.copyOfRange(text, begin, endOfPart(text, begin));
    }

    private static int beginOfPart(byte[] text, int at) {
        int begin = at;
        while (begin > 0 && !isBefore(text[begin - 1])) {
            begin--;
        }
        return begin;
    }

    private static boolean isBefore(byte b) {
        return b == ',' || b == '{' || b == '[' || b == '\n';
    }

    /// The comma, the line's end or the bracket that ends what begins there.
    private static int endOfPart(byte[] text, int begin) {
        int depth = 0;
        for (int at = begin; at < text.length; at++) {
            switch (text[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    if (depth == 0) {
                        return at;
                    }
                    depth--;
                }
                case ',', '\n' -> {
                    if (depth == 0) {
                        return at;
                    }
                }
                default -> {}
            }
        }
        return text.length;
    }

    private static byte[] joined(byte[] text, int to, byte[] middle, int from) {
        return Mutations.joined(text, to, middle, Math.clamp(from, to, text.length));
    }
}
