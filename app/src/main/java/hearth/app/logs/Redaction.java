package hearth.app.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Takes out of a text what must not leave the computer: keys, recovery words, passwords, tokens,
/// whole addresses, addresses of the network and names of folders that name a person. Hashes and
/// ids keep their first and last four digits, so that two lines about the same thing can still be
/// matched. What is doubtful goes.
///
/// Thread-safe.
public final class Redaction {
    static final String REMOVED = "[removed]";
    static final String WORDS_REMOVED = "[recovery words removed]";
    private static final int KEPT = 4;

    /// So many words of the BIP-39 list in a row are a part of a phrase and not a sentence.
    private static final int SUSPICIOUS_WORDS = 5;

    private static final Set<String> WORD_LIST = wordList();

    /// `password=…`, `"secret": "…"`, `Authorization: Bearer …`.
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)((?:pass(?:word|phrase|code)?|secret|mnemonic|seed|phrase|token|cookie"
                            + "|authorization|signature|private[ _-]?key|key[ _-]?file"
                            + "|api[ _-]?key)\\w*[\"']?\\s*[:=]\\s*)"
                            + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|(?:(?:bearer|basic|digest)\\s+)?[^\\s,;}&]+)");

    private static final Pattern WEB_ADDRESS =
            Pattern.compile(
                    "(?i)\\b([a-z][a-z0-9+.-]*://)(?:[^/@\\s]*@)?([^\\s?#\"']*)(\\?[^\\s#\"']*)?");
    private static final Pattern MAIL =
            Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+", Pattern.UNICODE_CHARACTER_CLASS);

    /// Key material in hex, with or without 0x: 16 bytes and more.
    private static final Pattern HEX =
            Pattern.compile("(?i)(?<![0-9a-z])(?:0x)?[0-9a-f]{32,}(?![0-9a-z])");

    /// Digits of a large number, as a private key prints in decimal. Amounts in wei are shorter.
    private static final Pattern DIGITS = Pattern.compile("(?<!\\d)\\d{36,}(?!\\d)");

    /// Base64 and base58, with or without padding; what is shorter than 40 letters needs a digit
    /// or padding. A long path with digits and capitals looks the same and is shortened too.
    private static final Pattern ENCODED =
            Pattern.compile(
                    "(?<![\\w+/=-])(?=[\\w+/-]*[\\d=]|[\\w+/-]{40})(?=[\\w+/-]*[A-Z])(?=[\\w+/-]*[a-z])"
                            + "[\\w+/-]{31,}={0,2}(?![\\w+/=-])");

    private static final Pattern IP_4 =
            Pattern.compile("(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\d.]*\\d)");
    private static final Pattern IP_6 =
            Pattern.compile(
                    "(?i)(?<![0-9a-z:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})(?:%\\w+)?(?![0-9a-z:])"
                            + "|(?<![0-9a-z:])(?:[0-9a-f]{1,4}:){1,6}:(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4})*)?"
                            + "|(?<![0-9a-z:])::(?:[0-9a-f]{1,4}:)*[0-9a-f]{2,4}");

    /// Folders of a person on any system; the spelling of this one is taken out before.
    private static final Pattern PERSON =
            Pattern.compile("(?i)((?:/home/|/Users/|[a-z]:\\\\+Users\\\\+))[^/\\\\\\s:\"']+");

    private static final Pattern WORD = Pattern.compile("\\p{L}+");
    private static final Pattern BETWEEN_WORDS =
            Pattern.compile("[^\\p{L}\\p{N}]{1,8}\\d{0,2}[^\\p{L}\\p{N}]{0,8}");

    private final Map<String, String> folders;

    private Redaction(Map<String, String> folders) {
        this.folders = folders;
    }

    /// The published list as a file of its own: what reads recovery words has no place in the
    /// agent, which only leaves them out of its log.
    private static Set<String> wordList() {
        try (var in = Redaction.class.getResourceAsStream("bip-39-english.txt")) {
            var bytes = Objects.requireNonNull(in, "the list of words").readAllBytes();
            return Set.of(new String(bytes, StandardCharsets.US_ASCII).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param folders to be shown under another name, such as the home folder as `~`
    public static Redaction of(Map<Path, String> folders) {
        var ordered = new LinkedHashMap<String, String>();
        folders.entrySet().stream()
                .filter(f -> f.getKey().getNameCount() > 0)
                .sorted(Comparator.comparingInt(f -> -f.getKey().toString().length()))
                .forEach(f -> ordered.put(f.getKey().toString(), f.getValue()));
        return new Redaction(ordered);
    }

    /// The text without what is secret or personal.
    public String of(String text) {
        String out = withoutWords(text);
        for (var folder : folders.entrySet()) {
            out = out.replace(folder.getKey(), folder.getValue());
        }
        out = replace(NAMED, out, m -> m.group(1) + REMOVED);
        out = replace(WEB_ADDRESS, out, Redaction::bareAddress);
        out = replace(MAIL, out, _ -> "[mail]");
        out = replace(HEX, out, m -> shortened(m.group()));
        out = replace(ENCODED, out, m -> shortened(m.group()));
        out = replace(DIGITS, out, m -> shortened(m.group()));
        out = replace(IP_6, out, m -> isOwn(m.group()) ? m.group() : "[ip]");
        out = replace(IP_4, out, m -> isOwn(m.group()) ? m.group() : "[ip]");
        return replace(PERSON, out, m -> m.group(1) + "[name]");
    }

    private static String replace(Pattern pattern, String text, Function<MatchResult, String> by) {
        return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply(m)));
    }

    private static String bareAddress(MatchResult address) {
        return address.group(1)
                + address.group(2)
                + (address.group(3) == null ? "" : "?" + REMOVED);
    }

    private static String shortened(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        String prefix = text.substring(0, text.length() - digits.length());
        return prefix + digits.substring(0, KEPT) + "…" + digits.substring(digits.length() - KEPT);
    }

    /// This computer's own addresses say nothing about a person.
    private static boolean isOwn(String ip) {
        return ip.startsWith("127.") || ip.equals("0.0.0.0") || ip.equals("::1");
    }

    private static String withoutWords(String text) {
        var words = WORD.matcher(text).results().toList();
        var out = new StringBuilder(text.length());
        int copied = 0;
        int i = 0;
        while (i < words.size()) {
            int end = i;
            while (end < words.size()
                    && isListed(words.get(end))
                    && (end == i || follow(text, words, end))) {
                end++;
            }
            if (end - i >= SUSPICIOUS_WORDS) {
                out.append(text, copied, words.get(i).start()).append(WORDS_REMOVED);
                copied = words.get(end - 1).end();
            }
            i = Math.max(end, i + 1);
        }
        return out.append(text, copied, text.length()).toString();
    }

    private static boolean isListed(MatchResult word) {
        return WORD_LIST.contains(word.group().toLowerCase(Locale.ROOT));
    }

    /// Words of a phrase may stand in a list, with numbers, commas or quotes between them.
    private static boolean follow(String text, List<MatchResult> words, int index) {
        return BETWEEN_WORDS
                .matcher(text.substring(words.get(index - 1).end(), words.get(index).start()))
                .matches();
    }

    @Override
    public String toString() {
        return folders.entrySet().stream()
                .map(f -> f.getKey() + " as " + f.getValue())
                .collect(Collectors.joining(", ", "Redaction[", "]"));
    }
}
