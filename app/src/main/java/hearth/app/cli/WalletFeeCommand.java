package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.chain.FeeLimits;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth wallet fees`: what a transaction may cost at most, in coins, in money and as a part of
/// its amount.
@Command(
        name = "fees",
        description =
                "Show or set what a transaction may cost at most. Stricter limits hold at once; looser ones and other prices need the password.",
        mixinStandardHelpOptions = true)
final class WalletFeeCommand implements Callable<Integer> {
    private static final String NONE = "none";
    private static final int COIN_DECIMALS = 18;
    private static final int PERCENT_DIGITS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin private WalletCommand.Form form = new WalletCommand.Form();

    @Option(
            names = "--cap",
            paramLabel = "COINS",
            description = "The most in coins of the chain, or none.")
    private @Nullable String cap;

    @Option(
            names = "--money",
            paramLabel = "AMOUNT",
            description = "The most in the currency of the prices, or none.")
    private @Nullable String money;

    @Option(
            names = "--share",
            paramLabel = "PERCENT",
            description = "Above it a fee needs --accept-fee; 5 if it was never set.")
    private @Nullable BigDecimal share;

    @Option(
            names = "--prices",
            paramLabel = "CODE:COIN:EMBER",
            description = "What one coin and one EMBER are worth, such as EUR:2500:0.12, or none.")
    private @Nullable String prices;

    @Override
    public Integer call() {
        var home = HearthHome.open();
        var terminal = form.terminal();
        try (var visit = form.visit(home)) {
            var before = visit.wallet().feeLimits();
            var wanted = wanted(before);
            if (wanted.isLooserThan(before)) {
                WalletTermCommands.opened(home, terminal).close();
            }
            if (!wanted.equals(before)) {
                visit.wallet().limitFees(wanted);
            }
            terminal.result(wanted, text(wanted));
        }
        return 0;
    }

    private FeeLimits wanted(FeeLimits before) {
        try {
            return new FeeLimits(
                    cap == null ? before.coins() : number(cap).map(WalletFeeCommand::smallest),
                    money == null ? before.money() : number(money),
                    share == null ? before.share() : share.movePointLeft(PERCENT_DIGITS),
                    prices == null ? before.prices() : prices(prices));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Not limits of fees: numbers from zero up, a cap in money together with prices. See: hearth wallet fees --help",
                    e);
        }
    }

    private static Optional<BigDecimal> number(String typed) {
        return typed.equals(NONE) ? Optional.empty() : Optional.of(new BigDecimal(typed));
    }

    private static Optional<FeeLimits.Prices> prices(String typed) {
        if (typed.equals(NONE)) {
            return Optional.empty();
        }
        var parts = typed.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not prices");
        }
        return Optional.of(
                new FeeLimits.Prices(
                        Currency.getInstance(parts[0]).getCurrencyCode(),
                        new BigDecimal(parts[1]),
                        new BigDecimal(parts[2])));
    }

    /// Coins in their smallest unit.
    ///
    /// @throws ArithmeticException for more than 18 decimals
    static BigInteger smallest(BigDecimal coins) {
        return coins.movePointRight(COIN_DECIMALS).toBigIntegerExact();
    }

    private static String text(FeeLimits limits) {
        return "A transaction may cost at most %s coins, %s; above %s %% of its amount it needs --accept-fee. %s"
                .formatted(
                        limits.coins()
                                .map(c -> new BigDecimal(c, COIN_DECIMALS))
                                .map(c -> c.stripTrailingZeros().toPlainString())
                                .orElse("any number of"),
                        limits.money()
                                .map(BigDecimal::toPlainString)
                                .orElse("without a limit in money"),
                        limits.share()
                                .movePointRight(PERCENT_DIGITS)
                                .stripTrailingZeros()
                                .toPlainString(),
                        limits.prices()
                                .map(
                                        p ->
                                                "One coin is worth %s %s, one EMBER %s."
                                                        .formatted(
                                                                p.perCoin().toPlainString(),
                                                                p.currency(),
                                                                p.perEmber().toPlainString()))
                                .orElse("No prices are known, so neither money nor share holds."));
    }
}
