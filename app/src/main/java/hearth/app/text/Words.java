package hearth.app.text;

import java.text.MessageFormat;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/// The texts of the window: every word on the screen comes from here, found by its key.
public final class Words {
    private static final String BUNDLE = "hearth.app.messages";
    private static final int LONGEST_DETAIL = 60;
    private final ResourceBundle bundle;
    private final Locale locale;

    public Words(Locale locale) {
        this.locale = locale;
        // English has no file of its own; the system's language must not take its place.
        bundle =
                ResourceBundle.getBundle(
                        BUNDLE,
                        locale,
                        ResourceBundle.Control.getNoFallbackControl(
                                ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    public ResourceBundle bundle() {
        return bundle;
    }

    public Locale locale() {
        return locale;
    }

    public String text(String key, Object... arguments) {
        String pattern = bundle.getString(key);
        return arguments.length == 0
                ? pattern
                : new MessageFormat(pattern, locale).format(arguments);
    }

    public Optional<String> find(String key, Object... arguments) {
        return bundle.containsKey(key) ? Optional.of(text(key, arguments)) : Optional.empty();
    }

    /// What a reason id means and what to do about it; an id that this version does not know gets
    /// the general sentence. The detail is shortened and stripped of control characters first.
    public Sentence reason(String id, String detail) {
        String shown = detail(plain(detail, LONGEST_DETAIL));
        String base = "reason." + id;
        if (!bundle.containsKey(base + ".text")) {
            return new Sentence(
                    text("reason.unknown.title"),
                    text("reason.unknown.text"),
                    text("reason.unknown.fix"));
        }
        return new Sentence(
                text(base + ".title"), text(base + ".text", shown), text(base + ".fix", shown));
    }

    /// Moments and ids of what is not known come from the agent as a script would read them.
    private String detail(String raw) {
        if (raw.matches("[0-9]{2}:[0-9]{2}")) {
            return Times.written(
                    DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                            .withLocale(locale)
                            .format(LocalTime.parse(raw)));
        }
        if (raw.matches("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")) {
            return Times.written(
                    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                            .withLocale(locale)
                            .format(LocalDateTime.parse(raw.replace(' ', 'T'))));
        }
        return find("blind.why." + raw).map(why -> why.replaceFirst("\\.$", "")).orElse(raw);
    }

    /// Foreign text made harmless for a label: no control or formatting characters, at most so many
    /// characters.
    public static String plain(String foreign, int longest) {
        String clean =
                foreign.codePoints()
                        .map(c -> Character.isWhitespace(c) ? ' ' : c)
                        .filter(c -> !Character.isISOControl(c))
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .limit(longest + 1L)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        int points = clean.codePointCount(0, clean.length());
        return points <= longest
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, longest)) + "…";
    }

    /// A reason in words.
    ///
    /// @param title a few words
    /// @param text what it means
    /// @param fix what the owner can do; empty where nothing needs doing
    public record Sentence(String title, String text, String fix) {}
}
