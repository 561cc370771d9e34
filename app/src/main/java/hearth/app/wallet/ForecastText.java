package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.chain.BalanceChange;
import hearth.chain.BalanceChange.Asset;
import hearth.chain.Forecast;
import hearth.chain.TxResult;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What signing would lead to, in words, for the last look before it.
///
/// @param lines what would be more or less, and the fee
/// @param note who says so, or why it cannot be
/// @param canBeSigned false where it is known that it would be refused
public record ForecastText(List<Line> lines, String note, boolean canBeSigned) {
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
                                                        : coins(fee, speech))));
        return new ForecastText(
                lines,
                speech.text(expected.isTried() ? "forecast.tried" : "forecast.derived"),
                true);
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
