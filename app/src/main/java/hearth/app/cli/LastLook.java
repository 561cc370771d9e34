package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.BalanceChange;
import hearth.chain.FeeSight;
import hearth.chain.Forecast;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a command that pays shows before it asks for the password: what would change, as nodes
/// tried it out. With `--dry-run` that is all.
record LastLook(
        WalletCommand.Form form,
        HearthHome home,
        NetworkVisit visit,
        Terminal terminal,
        WalletCommand.Once once) {
    private static final MathContext TWO_DIGITS = new MathContext(2);

    /// @param asset `EMBER`, `STAKE`, `ALLOWANCE` or `COIN`
    /// @param change in the smallest unit, below zero for what leaves
    record Change(Address account, BalanceChange.Asset asset, String change) {}

    /// @param simulated whether nodes tried it out; otherwise it is what the call itself says
    /// @param highestFeeWei in the chain's own coin
    /// @param fee what that is worth, where prices are known
    /// @param needsContractConsent whether the recipient is a contract that was not accepted
    record Expected(
            boolean simulated,
            List<Change> changes,
            Optional<String> highestFeeWei,
            FeeSight fee,
            boolean needsContractConsent) {
        static Expected of(Forecast.Expected forecast) {
            return new Expected(
                    forecast.isTried(),
                    forecast.changes().stream()
                            .map(c -> new Change(c.account(), c.asset(), c.delta().toString()))
                            .toList(),
                    forecast.highestFee().map(BigInteger::toString),
                    forecast.fee(),
                    forecast.needsContractConsent());
        }
    }

    /// Shows what would change, then signs with an account of the wallet, or not.
    ///
    /// @return the exit code
    int pay(Function<TransactionSigner, TxResult> wish) {
        var forecast = visit.wallet().forecast(form.account(home), wish);
        tell(forecast);
        if (once.isDryRun() || isRefused(forecast)) {
            return report(forecast).print(terminal);
        }
        var missing = missingConsent(forecast);
        if (missing.isPresent()) {
            return TxReport.of(new TxResult.Refused(missing.get(), Optional.empty()))
                    .after(expected(forecast))
                    .print(terminal);
        }
        once.acceptedFee().ifPresent(fee -> visit.wallet().acceptFee(once.orNew(), fee));
        try (var wallet = WalletTermCommands.opened(home, terminal)) {
            return TxReport.of(wish.apply(form.signer(wallet)))
                    .after(expected(forecast))
                    .print(terminal);
        }
    }

    /// Shows what would change for an account whose key is elsewhere, and no more.
    int showOnly(Address account, Function<TransactionSigner, TxResult> wish) {
        var forecast = visit.wallet().forecast(account, wish);
        tell(forecast);
        return report(forecast).print(terminal);
    }

    /// Shows what would change, then does what needs no password where fees are free, or not.
    int paySomehow(Function<TransactionSigner, TxResult> wish, Function<Address, TxResult> way) {
        if (!visit.isFree()) {
            return pay(wish);
        }
        var account = form.account(home);
        var forecast = visit.wallet().forecast(account, wish);
        tell(forecast);
        return once.isDryRun() || isRefused(forecast)
                ? report(forecast).print(terminal)
                : TxReport.of(way.apply(account)).after(expected(forecast)).print(terminal);
    }

    /// What the command does not say yes to, although it would have to.
    private Optional<Refusal> missingConsent(Forecast forecast) {
        if (!(forecast instanceof Forecast.Expected known)) {
            return Optional.empty();
        }
        if (known.needsContractConsent()) {
            return Optional.of(Refusal.RECIPIENT_HAS_CODE);
        }
        boolean isDear =
                known.fee().needsConsent()
                        && known.highestFee()
                                .flatMap(
                                        fee ->
                                                once.acceptedFee()
                                                        .filter(yes -> yes.compareTo(fee) >= 0))
                                .isEmpty();
        return isDear ? Optional.of(Refusal.FEE_ABOVE_SHARE) : Optional.empty();
    }

    private static boolean isRefused(Forecast forecast) {
        return forecast instanceof Forecast.Decided decided
                && decided.result() instanceof TxResult.Refused;
    }

    private static Optional<Expected> expected(Forecast forecast) {
        return forecast instanceof Forecast.Expected known
                ? Optional.of(Expected.of(known))
                : Optional.empty();
    }

    private static TxReport report(Forecast forecast) {
        return switch (forecast) {
            case Forecast.Expected known ->
                    TxReport.forecast().after(Optional.of(Expected.of(known)));
            case Forecast.Decided decided -> TxReport.of(decided.result());
            case Forecast.Unreachable none -> TxReport.of(new TxResult.Unreachable());
        };
    }

    private void tell(Forecast forecast) {
        if (forecast instanceof Forecast.Expected known) {
            terminal.progress(
                    known.isTried()
                            ? "Tried out, unsigned; this would change:"
                            : "No node could try it out; the call itself says:");
            known.changes().forEach(change -> terminal.progress("  " + line(change)));
            known.highestFee()
                    .ifPresent(
                            fee ->
                                    terminal.progress(
                                            "  fee at most "
                                                    + WalletCommand.ember(new Wei(fee))
                                                    + " coins"
                                                    + worth(known.fee())));
            known.fee()
                    .worthFrom()
                    .ifPresent(
                            from ->
                                    terminal.progress(
                                            "  Nothing is lost by waiting: what is fetched adds up, and one transaction fetches all of it. From "
                                                    + WalletCommand.ember(from)
                                                    + " EMBER on the fee is no larger a share than you allow."));
            if (known.needsContractConsent()) {
                terminal.progress(
                        "  The recipient is a contract, not a person: only its program can pay out again. Paying it takes --contract-recipient.");
            }
        }
    }

    private static String worth(FeeSight fee) {
        var money =
                fee.money().map(m -> ", " + m.toPlainString() + " " + fee.currency().orElse(""));
        var share =
                fee.share()
                        .map(s -> ", " + s.movePointRight(2).round(TWO_DIGITS).toPlainString())
                        .map(s -> s + " % of the amount");
        return money.orElse("")
                + share.orElse("")
                + (fee.needsConsent() ? ": needs --accept-fee" : "");
    }

    private static String line(BalanceChange change) {
        var unit =
                switch (change.asset()) {
                    case EMBER -> "EMBER";
                    case STAKE -> "EMBER at stake";
                    case ALLOWANCE -> "EMBER allowed to be taken";
                    case COIN -> "coins";
                };
        return "%s %s%s %s"
                .formatted(
                        change.account(),
                        change.delta().signum() < 0 ? "-" : "+",
                        WalletCommand.ember(new Wei(change.delta().abs())),
                        unit);
    }
}
