package hearth.app.text;

import java.time.Clock;
import java.util.Locale;

/// How the window speaks: words, amounts and times of one language and zone.
public record Speech(Words words, Amounts amounts, Times times) {
    public static Speech of(Locale locale, Clock clock) {
        return of(locale, clock, false);
    }

    /// @param amountsHidden whether money is not to be seen over the owner's shoulder
    public static Speech of(Locale locale, Clock clock, boolean amountsHidden) {
        var words = new Words(locale);
        return new Speech(
                words, new Amounts(locale, amountsHidden), new Times(words, clock, locale));
    }

    public String text(String key, Object... arguments) {
        return words.text(key, arguments);
    }
}
