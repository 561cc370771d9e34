package hearth.app.rules;

import java.text.NumberFormat;
import java.util.Locale;

/// What a person typed into the field of a rule.
sealed interface Typed {
    int DECIMALS = 2;

    /// @param value as shown
    record Amount(double value) implements Typed {}

    /// @param key of the sentence that says what is wrong
    record Nonsense(String key) implements Typed {}

    /// A number in digits, with a point or a comma before at most two decimals.
    ///
    /// @param least,most that make sense
    static Typed read(String text, double least, double most) {
        String number = text.strip().replace(',', '.');
        if (!number.matches("[0-9]{1,12}(\\.[0-9]{1,2})?")) {
            return new Nonsense("rule.wrong.number");
        }
        double value = Double.parseDouble(number);
        return value < least || value > most ? new Nonsense("rule.wrong.range") : new Amount(value);
    }

    /// The number as it can be typed again: no separators between thousands.
    static String written(double value, Locale locale) {
        var format = NumberFormat.getNumberInstance(locale);
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(DECIMALS);
        return format.format(value);
    }
}
