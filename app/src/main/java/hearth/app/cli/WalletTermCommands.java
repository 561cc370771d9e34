package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.NetworkVisit;
import hearth.chain.Term;
import hearth.chain.TxResult;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;

/// The commands of `hearth wallet` about stake that is bound for a time, and how each command pays:
/// with the wallet's first account, which is open only while it does.
final class WalletTermCommands {
    private WalletTermCommands() {}

    interface Payment {
        TxResult by(NetworkVisit visit, TransactionSigner signer);
    }

    static int pay(WalletCommand.Form form, WalletCommand.Once once, Payment payment) {
        var home = HearthHome.open();
        var terminal = form.terminal();
        try (var visit = form.visit(home)) {
            return new LastLook(form, home, visit, terminal, once)
                    .pay(signer -> payment.by(visit, signer));
        }
    }

    static UnlockedWallet opened(HearthHome home, Terminal terminal) {
        try (var password = new SecretInput(terminal, home).password()) {
            return new WalletDoor(home, new SecureRandom(), Clock.systemUTC()).unlock(password);
        }
    }

    /// What `positions` says about a term.
    static String line(Term term) {
        return "\nBound %s EMBER for %d days, number %s, until %s; leaving now costs %s"
                .formatted(
                        term.amount().ember().stripTrailingZeros().toPlainString(),
                        term.days(),
                        term.id(),
                        term.endsAt(),
                        term.exitCost().ember().stripTrailingZeros().toPlainString());
    }

    @Command(
            name = "end-term",
            description = "Make a term that is over flexible stake.",
            mixinStandardHelpOptions = true)
    static final class EndTerm extends OnTerm {
        @Override
        TxResult pay(NetworkVisit visit, String intent, BigInteger term, TransactionSigner by) {
            return visit.wallet().endTerm(intent, term, by);
        }
    }

    @Command(
            name = "leave",
            description = "Leave a running term at its cost; positions shows what it is.",
            mixinStandardHelpOptions = true)
    static final class Leave extends OnTerm {
        @Override
        TxResult pay(NetworkVisit visit, String intent, BigInteger term, TransactionSigner by) {
            return visit.wallet().leaveEarly(intent, term, by);
        }
    }

    /// What is done to one term.
    abstract static class OnTerm implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(paramLabel = "NUMBER", description = "As shown by positions.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private BigInteger term;

        abstract TxResult pay(
                NetworkVisit visit, String intent, BigInteger term, TransactionSigner by);

        @Override
        public Integer call() {
            return WalletTermCommands.pay(
                    form, once, (visit, signer) -> pay(visit, once.orNew(), term, signer));
        }
    }

    @Command(
            name = "compound",
            description = "Stake the yield so far.",
            mixinStandardHelpOptions = true)
    static final class Compound implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Override
        public Integer call() {
            return pay(
                    form, once, (visit, signer) -> visit.wallet().compound(once.orNew(), signer));
        }
    }
}
