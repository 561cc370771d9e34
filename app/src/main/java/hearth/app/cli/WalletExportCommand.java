package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.wallet.TaxReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;

/// `hearth wallet export`: the recovery phrase, or what a tax return needs.
@Command(
        name = "export",
        description = "Print the recovery phrase, or with --tax what a tax return needs.",
        mixinStandardHelpOptions = true)
final class WalletExportCommand implements Callable<Integer> {
    record Phrase(List<String> phrase) {}

    /// What an export for a tax return needs besides.
    static final class Tax {
        @Option(
                names = "--tax",
                required = true,
                description =
                        "What the account got and gave on this network, without the phrase; no"
                                + " password.")
        private boolean tax;

        @Option(names = "--csv", description = "Comma-separated lines, as without --json.")
        private boolean csv;

        @Option(
                names = "--prices",
                paramLabel = "FILE",
                description = "Prices of one EMBER, a line for each day: 2026-11-21,0.12.")
        private @Nullable Path prices;

        @Option(
                names = "--currency",
                paramLabel = "CODE",
                defaultValue = "EUR",
                description = "Of the prices; ${DEFAULT-VALUE}.")
        private String currency = "EUR";
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin private WalletCommand.Form form = new WalletCommand.Form();

    @ArgGroup(exclusive = false, multiplicity = "0..1")
    private @Nullable Tax tax;

    @Override
    public Integer call() {
        var home = HearthHome.open();
        var terminal = form.terminal();
        return tax != null && tax.tax ? tax(tax, home, terminal) : phrase(home, terminal);
    }

    private static int phrase(HearthHome home, Terminal terminal) {
        try (var wallet = WalletTermCommands.opened(home, terminal);
                var phrase =
                        wallet.phrase()
                                .orElseThrow(
                                        () ->
                                                new CommandFailure(
                                                        CommandFailure.FAILED,
                                                        "This wallet is a single imported key and has no phrase."))) {
            terminal.result(new Phrase(phrase.words()), String.join(" ", phrase.words()));
        }
        return 0;
    }

    private int tax(Tax wanted, HearthHome home, Terminal terminal) {
        if (wanted.csv && terminal.json()) {
            throw new ParameterException(spec.commandLine(), "Either --csv or --json.");
        }
        var address = new WalletDoor(home, new SecureRandom(), Clock.systemUTC()).address();
        var prices = wanted.prices == null ? null : PriceFile.read(wanted.prices, wanted.currency);
        try (var visit = form.visit(home)) {
            var all = visit.wallet().activity(address, Integer.MAX_VALUE);
            var report = TaxReport.of(visit.networkName(), address, all, prices);
            terminal.result(report, report.csv());
        }
        return 0;
    }
}
