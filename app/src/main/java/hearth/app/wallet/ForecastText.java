package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletDesk.Accepted;
import hearth.app.wallet.WalletState.Funds;
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
/// @param accepted that is said yes to with it
public record ForecastText(
        List<Line> lines,
        String note,
        boolean canBeSigned,
        Optional<String> consent,
        Accepted accepted) {
    private ForecastText(List<Line> lines, String note, boolean canBeSigned) {
        this(lines, note, canBeSigned, Optional.empty(), Accepted.nothing());
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

    /// What a payment would change; blocks on the nodes.
    static ForecastText ofPayment(WalletDesk desk, String to, Wei amount, Speech speech) {
        return of(desk.forecast(to, amount), desk.state(), speech);
    }

    /// What claiming would change; blocks on the nodes.
    public static ForecastText ofClaim(WalletDesk desk, Speech speech) {
        return of(desk.forecastClaim(), desk.state(), speech);
    }

    /// @param wallet of the account that signs, and what it has now
    public static ForecastText of(Forecast forecast, WalletState wallet, Speech speech) {
        return switch (forecast) {
            case Forecast.Expected expected -> expected(expected, wallet, speech);
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

    private static ForecastText expected(
            Forecast.Expected expected, WalletState wallet, Speech speech) {
        String mine = wallet.address().orElse("");
        var lines = new ArrayList<Line>();
        for (var change : expected.changes()) {
            lines.add(new Line(speech.text(name(change, mine)), value(change, speech)));
            after(change, wallet, speech).ifPresent(lines::add);
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
        wallet.network().map(name -> network(name, speech)).ifPresent(lines::add);
        return new ForecastText(
                lines,
                note(expected, speech),
                true,
                consent(expected, speech),
                new Accepted(
                        expected.highestFee().orElse(BigInteger.ZERO),
                        expected.needsContractConsent()));
    }

    private static Line network(String name, Speech speech) {
        return new Line(
                speech.text("forecast.network"),
                speech.words().find("network." + name).orElse(name));
    }

    private static String note(Forecast.Expected expected, Speech speech) {
        String said = speech.text(expected.isTried() ? "forecast.tried" : "forecast.derived");
        return expected.fee()
                .worthFrom()
                .map(from -> said + "\n" + wait(expected.fee(), from, speech))
                .orElse(said);
    }

    private static String wait(FeeSight fee, Wei from, Speech speech) {
        return speech.text(
                "forecast.wait",
                fee.share().map(share -> percent(share, speech)).orElse(""),
                speech.amounts().shown().brief(from));
    }

    /// Everything that has to be said yes to, in one sentence each.
    private static Optional<String> consent(Forecast.Expected expected, Speech speech) {
        var asked = new ArrayList<String>();
        if (expected.needsContractConsent()) {
            asked.add(speech.text("forecast.consent.contract"));
        }
        expected.fee()
                .share()
                .filter(share -> expected.fee().needsConsent())
                .map(share -> speech.text("forecast.consent", percent(share, speech)))
                .ifPresent(asked::add);
        return asked.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", asked));
    }

    /// What the owner has then; left out while amounts are hidden.
    private static Optional<Line> after(BalanceChange change, WalletState wallet, Speech speech) {
        boolean isMine =
                wallet.address().filter(change.account().value()::equalsIgnoreCase).isPresent();
        return change.asset() == Asset.EMBER && isMine && !speech.amounts().isHidden()
                ? wallet.funds()
                        .map(Funds::ember)
                        .map(now -> now.value().add(change.delta()))
                        .filter(then -> then.signum() >= 0)
                        .map(
                                then ->
                                        new Line(
                                                speech.text("forecast.ember.after"),
                                                speech.text(
                                                        "amount.ember",
                                                        speech.amounts().exact(new Wei(then)))))
                : Optional.empty();
    }

    /// Coins, and what they are worth where the owner gave prices.
    private static String worth(BigInteger fee, FeeSight sight, Speech speech) {
        var worth = new ArrayList<String>();
        sight.money()
                .ifPresent(
                        money ->
                                worth.add(
                                        speech.amounts()
                                                .shown()
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
                        : speech.text("amount.ember", speech.amounts().shown().exact(new Wei(sum)));
        return (change.delta().signum() < 0 ? "−" : "+") + amount;
    }

    private static String coins(BigInteger smallest, Speech speech) {
        return speech.text("forecast.coin", speech.amounts().shown().exact(new Wei(smallest)));
    }
}
