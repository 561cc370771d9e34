package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.chain.Allowance;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// The commands of `hearth wallet` about what contracts may take without asking again.
final class WalletAllowanceCommands {
    private WalletAllowanceCommands() {}

    record Allowances(List<Allowance> allowances) {}

    @Command(
            name = "allowances",
            description = "List what the network's contracts may take from the account.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var address = form.account(home);
            var terminal = form.terminal();
            try (var visit = form.visit(home)) {
                var list = NodeWarnings.known(visit.wallet().allowances(address), terminal);
                terminal.result(
                        new Allowances(list),
                        list.isEmpty()
                                ? "No contract may take anything."
                                : list.stream().map(Show::line).collect(Collectors.joining("\n")));
            }
            return 0;
        }

        private static String line(Allowance allowance) {
            return allowance.contract()
                    + " may take "
                    + (allowance.isUnlimited()
                            ? "everything"
                            : WalletCommand.ember(allowance.amount()) + " EMBER");
        }
    }

    @Command(
            name = "revoke",
            description = "Take an allowance back.",
            mixinStandardHelpOptions = true)
    static final class Revoke implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();
        @Mixin private WalletCommand.Once once = new WalletCommand.Once();

        @Parameters(paramLabel = "CONTRACT", description = "As shown by allowances.")
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private String contract;

        @Override
        public Integer call() {
            return WalletTermCommands.pay(
                    form,
                    once,
                    (visit, signer) -> visit.wallet().revoke(once.orNew(), contract, signer));
        }
    }
}
