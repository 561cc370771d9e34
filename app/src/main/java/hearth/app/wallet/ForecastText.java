package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.chain.BalanceChange;
import hearth.chain.BalanceChange.Asset;
import hearth.chain.FeeSight;
import hearth.chain.Forecast;
import hearth.chain.TxResult;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What signing would lead to, in words, for the last look before it.
///
/// @param lines what would be more or less, and the fee
/// @param note who says so, or why it cannot be
/// @param canBeSigned false where it is known that it would be refused
/// @param consent what the owner has to say yes to before, if anything
/// @param fee that is said yes to with it, in the smallest unit of the chain's coin
public record ForecastText(
        List<Line> lines,
        String note,
        boolean canBeSigned,
        Optional<String> consent,
        BigInteger fee) {
    private ForecastText(List<Line> lines, String note, boolean canBeSigned) {
        this(lines, note, canBeSigned, Optional.empty(), BigInteger.ZERO);
    }

    public ForecastText {
        lines = List.copyOf(lines);
    }

    /// A name and its value.
    public record Line(String name, String value) {}

    /// While it is being tried out.
    public static ForecastText pending(Speech speech) {
        return new ForecastText(List.of(), speech.text("forecast.pending"), false);
    }

    /// Nobody could be asked; signing asks again.
    public static ForecastText unknown(Speech speech) {
        return new ForecastText(List.of(), speech.text("forecast.unknown"), true);
    }

    /// @param mine the account that signs
    public static ForecastText of(Forecast forecast, String mine, Speech speech) {
        return switch (forecast) {
            case Forecast.Expected expected -> expected(expected, mine, speech);
            case Forecast.Decided decided ->
                    new ForecastText(List.of(), refusal(decided.result(), speech), false);
            case Forecast.Unreachable none -> unknown(speech);
        };
    }

    private static String refusal(TxResult result, Speech speech) {
        return result instanceof TxResult.Refused refused
                ? Outcomes.refusal(
                        speech, refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                : speech.text("forecast.done-before");
    }

    private static ForecastText expected(Forecast.Expected expected, String mine, Speech speech) {
        var lines = new ArrayList<Line>();
        for (var change : expected.changes()) {
            lines.add(new Line(speech.text(name(change, mine)), value(change, speech)));
        }
        expected.highestFee()
                .ifPresent(
                        fee ->
                                lines.add(
                                        new Line(
                                                speech.text("forecast.fee"),
                                                fee.signum() == 0
                                                        ? speech.text("forecast.fee.none")
                                                        : worth(fee, expected.fee(), speech))));
        return new ForecastText(
                lines,
                speech.text(expected.isTried() ? "forecast.tried" : "forecast.derived"),
                true,
                expected.fee()
                        .share()
                        .filter(share -> expected.fee().needsConsent())
                        .map(share -> speech.text("forecast.consent", percent(share, speech))),
                expected.highestFee().orElse(BigInteger.ZERO));
    }

    /// Coins, and what they are worth where the owner gave prices.
    private static String worth(BigInteger fee, FeeSight sight, Speech speech) {
        var worth = new ArrayList<String>();
        sight.money()
                .ifPresent(
                        money ->
                                worth.add(
                                        speech.amounts()
                                                .money(money, sight.currency().orElse("EUR"))));
        sight.share().ifPresent(share -> worth.add(percent(share, speech)));
        return worth.isEmpty()
                ? coins(fee, speech)
                : coins(fee, speech) + " (" + String.join(", ", worth) + ")";
    }

    private static String percent(BigDecimal share, Speech speech) {
        return speech.amounts().percent(share.doubleValue(), 2);
    }

    private static String name(BalanceChange change, String mine) {
        boolean isMine = change.account().value().equalsIgnoreCase(mine);
        return switch (change.asset()) {
            case EMBER -> isMine ? "forecast.ember" : "forecast.ember.other";
            case STAKE -> "forecast.stake";
            case ALLOWANCE -> "forecast.allowance";
            case COIN -> "forecast.coins";
        };
    }

    private static String value(BalanceChange change, Speech speech) {
        var sum = change.delta().abs();
        String amount =
                change.asset() == Asset.COIN
                        ? coins(sum, speech)
                        : speech.text("amount.ember", speech.amounts().exact(new Wei(sum)));
        return (change.delta().signum() < 0 ? "−" : "+") + amount;
    }

    private static String coins(BigInteger smallest, Speech speech) {
        return speech.text("forecast.coin", speech.amounts().exact(new Wei(smallest)));
    }
}
