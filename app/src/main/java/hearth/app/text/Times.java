package hearth.app.text;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/// Moments and spans as a person reads them, in their zone and language.
public final class Times {
    private static final int SECONDS_MATTER_BELOW = 10;
    private static final char NARROW_SPACE = '\u202f';
    private static final char FIXED_SPACE = '\u00a0';
    private final Words words;
    private final Clock clock;
    private final ZoneId zone;
    private final DateTimeFormatter timeOfDay;
    private final DateTimeFormatter withSeconds;
    private final DateTimeFormatter day;
    private final DateTimeFormatter date;
    private final DateTimeFormatter full;

    public Times(Words words, Clock clock, Locale locale) {
        this.words = words;
        this.clock = clock;
        zone = clock.getZone();
        timeOfDay =
                DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                        .withLocale(locale)
                        .withZone(zone);
        withSeconds =
                DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .withZone(zone);
        day = DateTimeFormatter.ofLocalizedPattern("MMMd").withLocale(locale).withZone(zone);
        date =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .withZone(zone);
        full =
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .withZone(zone);
    }

    public Instant now() {
        return clock.instant();
    }

    public ZonedDateTime local(Instant at) {
        return at.atZone(zone);
    }

    /// Time of day today, otherwise day and time; the day with its year where that is another.
    public String brief(Instant at) {
        LocalDate then = local(at).toLocalDate();
        LocalDate today = local(now()).toLocalDate();
        String time = timeOfDay.format(at);
        if (then.equals(today)) {
            return written(time);
        }
        var named = then.getYear() == today.getYear() ? day : date;
        return written(words.text("time.day", named.format(at), time));
    }

    /// Time of day with its seconds, where minutes are too coarse.
    public String precise(Instant at) {
        return written(withSeconds.format(at));
    }

    /// The day, with its year.
    public String date(Instant at) {
        return written(date.format(at));
    }

    public String full(Instant at) {
        return written(full.format(at));
    }

    /// Inter has no narrow space.
    static String written(String time) {
        return time.replace(NARROW_SPACE, FIXED_SPACE);
    }

    /// Two largest parts of a span: `2 h 5 min`, `3 min 20 s`, `12 s`.
    public String span(Duration span) {
        Duration positive = span.isNegative() ? Duration.ZERO : span;
        if (positive.toDays() > 0 && positive.toHoursPart() == 0) {
            return words.text("span.days.only", positive.toDays());
        }
        if (positive.toDays() > 0) {
            return words.text("span.days", positive.toDays(), positive.toHoursPart());
        }
        if (positive.toHours() > 0) {
            return words.text("span.hours", positive.toHours(), positive.toMinutesPart());
        }
        boolean whole = positive.toMinutes() > 0 && positive.toSecondsPart() == 0;
        if (whole || positive.toMinutes() >= SECONDS_MATTER_BELOW) {
            return words.text("span.minutes.only", positive.toMinutes());
        }
        if (positive.toMinutes() > 0) {
            return words.text("span.minutes", positive.toMinutes(), positive.toSecondsPart());
        }
        return words.text("span.seconds", positive.toSeconds());
    }

    /// How long it is until then; nothing once it has come.
    public Duration until(Instant then) {
        Duration left = Duration.between(now(), then);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
