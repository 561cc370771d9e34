package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.PracticeVisit;
import hearth.chain.BalanceChange;
import hearth.chain.Forecast;
import hearth.chain.TxResult;
import hearth.keys.Address;
import hearth.keys.TransactionSigner;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a command that pays shows before it asks for the password: what would change, as nodes
/// tried it out. With `--dry-run` that is all.
record LastLook(
        WalletCommand.Form form,
        HearthHome home,
        PracticeVisit visit,
        Terminal terminal,
        boolean isDryRun) {
    /// @param asset `EMBER`, `STAKE`, `ALLOWANCE` or `COIN`
    /// @param change in the smallest unit, below zero for what leaves
    record Change(Address account, BalanceChange.Asset asset, String change) {}

    /// @param simulated whether nodes tried it out; otherwise it is what the call itself says
    /// @param highestFeeWei in the chain's own coin
    record Expected(boolean simulated, List<Change> changes, Optional<String> highestFeeWei) {
        static Expected of(Forecast.Expected forecast) {
            return new Expected(
                    forecast.isTried(),
                    forecast.changes().stream()
                            .map(c -> new Change(c.account(), c.asset(), c.delta().toString()))
                            .toList(),
                    forecast.highestFee().map(BigInteger::toString));
        }
    }

    /// Shows what would change, then signs with an account of the wallet, or not.
    ///
    /// @return the exit code
    int pay(Function<TransactionSigner, TxResult> wish) {
        var forecast = visit.wallet().forecast(form.account(home), wish);
        tell(forecast);
        if (isDryRun || isRefused(forecast)) {
            return report(forecast).print(terminal);
        }
        try (var wallet = WalletTermCommands.opened(home, terminal)) {
            return TxReport.of(wish.apply(form.signer(wallet)))
                    .after(expected(forecast))
                    .print(terminal);
        }
    }

    /// Shows what would change, then does what needs no password, or not.
    int paySomehow(Function<TransactionSigner, TxResult> wish, Function<Address, TxResult> way) {
        var account = form.account(home);
        var forecast = visit.wallet().forecast(account, wish);
        tell(forecast);
        return isDryRun || isRefused(forecast)
                ? report(forecast).print(terminal)
                : TxReport.of(way.apply(account)).after(expected(forecast)).print(terminal);
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
                                                    + " coins"));
        }
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
