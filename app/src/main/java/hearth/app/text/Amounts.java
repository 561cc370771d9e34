package hearth.app.text;

import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Amounts of EMBER as a person reads them: short in lists and tiles, exact in details. Never
/// rounds up, so nobody sees money that is not there.
public final class Amounts {
    private static final MathContext SHORT = new MathContext(4, RoundingMode.DOWN);
    private static final BigDecimal SMALLEST = new BigDecimal("0.0001");
    private static final int ALL_DECIMALS = 18;

    /// What stands where an amount is hidden; as long for a little as for much.
    public static final String HIDDEN = "•••";

    private final Locale locale;
    private final boolean hidden;
    private final Pattern thousands;

    public Amounts(Locale locale) {
        this(locale, false);
    }

    /// @param hidden whether money is not to be seen over the owner's shoulder
    public Amounts(Locale locale, boolean hidden) {
        this.locale = locale;
        this.hidden = hidden;
        char separator = DecimalFormatSymbols.getInstance(locale).getGroupingSeparator();
        thousands = Pattern.compile("[1-9][0-9]{0,2}" + Pattern.quote("" + separator) + "[0-9]{3}");
    }

    public boolean isHidden() {
        return hidden;
    }

    /// The same with all its amounts: for what is about to be signed, which nobody signs unseen.
    public Amounts shown() {
        return hidden ? new Amounts(locale) : this;
    }

    /// At most four decimals that matter: `12.3456`, `0.001234`, `1,234`; `<0.0001` for less than
    /// that but not nothing.
    public String brief(Wei amount) {
        if (hidden) {
            return HIDDEN;
        }
        BigDecimal ember = amount.ember();
        if (ember.signum() != 0 && ember.compareTo(SMALLEST) < 0) {
            return "<" + number(SMALLEST, 4);
        }
        if (ember.compareTo(BigDecimal.valueOf(1000)) >= 0) {
            return number(ember.setScale(0, RoundingMode.DOWN), 0);
        }
        boolean small = ember.compareTo(BigDecimal.ONE) < 0;
        return small ? number(ember.round(SHORT), 7) : number(ember, 4);
    }

    /// Every digit.
    public String exact(Wei amount) {
        return hidden ? HIDDEN : number(amount.ember(), ALL_DECIMALS);
    }

    /// Every digit, as [#read] takes it back: no separators between thousands.
    public String typable(Wei amount) {
        return typable(amount.ember());
    }

    /// Every digit, without separators between thousands.
    public String typable(BigDecimal number) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(ALL_DECIMALS);
        return format.format(number);
    }

    /// Reads what a person typed as an amount of EMBER, with a point or a comma before the
    /// decimals; empty if it is none, or finer than the smallest unit, or if it could be read as
    /// thousands in this language, such as `1,234` in English.
    public Optional<Wei> read(String typed) {
        if (isAmbiguous(typed)) {
            return Optional.empty();
        }
        String number = typed.strip().replace(',', '.');
        return number.matches("[0-9]{1,30}(\\.[0-9]{1,18})?")
                ? Optional.of(Wei.ofEmber(number))
                : Optional.empty();
    }

    /// Why [#read] takes that for no amount: the key of a sentence.
    public String wrong(String typed) {
        String number = typed.strip().replace(',', '.');
        if (isAmbiguous(typed)) {
            return "amount.wrong.thousands";
        }
        return number.matches("[0-9]{1,30}\\.[0-9]{19,}") ? "amount.wrong.fine" : "amount.wrong";
    }

    /// Whether it could be read as thousands in this language, such as `1,234` in English.
    public boolean isAmbiguous(String typed) {
        return thousands.matcher(typed.strip()).matches();
    }

    /// Such as `€0.0123`; small amounts matter here, so there may be more decimals than coins have.
    ///
    /// @param currency ISO 4217
    public String money(BigDecimal amount, String currency) {
        if (hidden) {
            return HIDDEN;
        }
        NumberFormat format = printed(NumberFormat.getCurrencyInstance(locale));
        format.setCurrency(Currency.getInstance(currency));
        format.setMaximumFractionDigits(4);
        return format.format(amount);
    }

    /// A count, with the separators of the locale.
    public String count(long value) {
        return printed(NumberFormat.getIntegerInstance(locale)).format(value);
    }

    /// A measured value with a fixed number of decimals.
    public String decimal(double value, int decimals) {
        NumberFormat format = printed(NumberFormat.getNumberInstance(locale));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(value);
    }

    /// A measured value with the decimals that it was given with.
    public String measured(BigDecimal value) {
        NumberFormat format = printed(NumberFormat.getNumberInstance(locale));
        int decimals = Math.max(0, value.scale());
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(value);
    }

    /// Coins of the chain and sums of EMBER on a chart's axis: [#plain], unless they are hidden.
    public String sum(double value) {
        return hidden ? HIDDEN : plain(value);
    }

    /// A number as short as it can be written, for the labels of a chart.
    public String plain(double value) {
        NumberFormat format = printed(NumberFormat.getNumberInstance(locale));
        format.setMaximumFractionDigits(6);
        return format.format(value);
    }

    /// A share of one as a percentage.
    public String percent(double share, int decimals) {
        NumberFormat format = printed(NumberFormat.getPercentInstance(locale));
        format.setMaximumFractionDigits(decimals);
        return format.format(share);
    }

    /// Bytes in the largest unit that leaves a number above one.
    public String bytes(long bytes) {
        double gibi = bytes / (double) (1L << 30);
        return gibi >= 1
                ? decimal(gibi, gibi < 10 ? 1 : 0) + " GB"
                : decimal(bytes / (double) (1L << 20), 0) + " MB";
    }

    /// With the minus of print, not the hyphen of a keyboard that Java's languages have.
    private static NumberFormat printed(NumberFormat format) {
        if (format instanceof DecimalFormat decimal) {
            var symbols = decimal.getDecimalFormatSymbols();
            symbols.setMinusSign('−');
            decimal.setDecimalFormatSymbols(symbols);
        }
        return format;
    }

    private String number(BigDecimal value, int decimals) {
        NumberFormat format = printed(NumberFormat.getNumberInstance(locale));
        format.setMaximumFractionDigits(decimals);
        format.setRoundingMode(RoundingMode.DOWN);
        return format.format(value);
    }
}
