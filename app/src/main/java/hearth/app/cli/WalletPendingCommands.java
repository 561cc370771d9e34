package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.Refusal;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.math.BigDecimal;
import java.util.concurrent.Callable;

/// The commands of `hearth wallet` about a transaction that is on its way: pay more for it, or take
/// it back.
final class WalletPendingCommands {
    private WalletPendingCommands() {}

    /// What is done to one transaction.
    abstract static class OnPending implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Parameters(
                paramLabel = "TX",
                description = "Its hash or its intent, as shown by activity.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String tx;

        @Option(
                names = "--accept-fee",
                paramLabel = "COINS",
                description =
                        "Accept a fee of at most so much, even if it is a large part of the amount.")
        private @Nullable BigDecimal fee;

        abstract TxResult replace(NetworkVisit visit, String waiting, TransactionSigner signer);

        /// @return the exit code
        abstract int tell(TxReport report, Terminal terminal);

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var terminal = form.terminal();
            try (var wallet = WalletTermCommands.opened(home, terminal);
                    var visit = form.visit(home)) {
                var signer = form.signer(wallet);
                if (fee != null) {
                    visit.wallet().acceptFee(tx, WalletFeeCommand.smallest(fee));
                }
                var report = TxReport.of(replace(visit, tx, signer));
                // What was replaced kept its number.
                var nonce =
                        visit.wallet().activity(tx).flatMap(line -> line.nonce()).or(report::nonce);
                return tell(report.numbered(nonce), terminal);
            }
        }
    }

    @Command(
            name = "speed-up",
            description = "Send what waits again at a higher fee; it can still happen only once.",
            mixinStandardHelpOptions = true)
    static final class SpeedUp extends OnPending {
        @Override
        TxResult replace(NetworkVisit visit, String waiting, TransactionSigner signer) {
            return visit.wallet().speedUp(waiting, signer);
        }

        @Override
        int tell(TxReport report, Terminal terminal) {
            return report.print(terminal);
        }
    }

    @Command(
            name = "cancel",
            description =
                    "Take back what waits: a payment of nothing to oneself takes its place. Fails if it was faster.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends OnPending {
        @Override
        TxResult replace(NetworkVisit visit, String waiting, TransactionSigner signer) {
            return visit.wallet().cancel(waiting, signer);
        }

        @Override
        int tell(TxReport report, Terminal terminal) {
            if (report.reason().filter(why -> why == Refusal.CANCELLED).isPresent()) {
                report.renamed("cancelled").print(terminal);
                return 0;
            }
            int code = report.print(terminal);
            return report.state().equals("pending") ? code : CommandFailure.FAILED;
        }
    }
}
