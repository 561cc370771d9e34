package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.chain.SpendingLimits;
import hearth.keys.Address;
import hearth.keys.RecoveryPhrase;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The commands of `hearth wallet` against slips: limits, the check of a written phrase, and the
/// end of a wallet.
final class WalletSafetyCommands {
    private static final String NO_LIMIT = "none";

    private WalletSafetyCommands() {}

    /// @param sentToday counts against the limit of a day
    record Limited(Optional<Wei> perPayment, Optional<Wei> perDay, Wei sentToday) {}

    @Command(
            name = "limits",
            description =
                    "Show or set what may be sent at most. Stricter limits hold at once; looser ones need the password.",
            mixinStandardHelpOptions = true)
    static final class Limits implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Option(
                names = "--payment",
                paramLabel = "EMBER",
                description = "The most of one payment, or none.")
        private @Nullable String payment;

        @Option(
                names = "--day",
                paramLabel = "EMBER",
                description = "The most within 24 hours, or none.")
        private @Nullable String day;

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var terminal = form.terminal();
            // Limits are those of a wallet.
            var _ = form.account(home);
            try (var visit = form.visit(home)) {
                var wallet = visit.wallet();
                var before = wallet.limits();
                var wanted =
                        new SpendingLimits(
                                read(payment, before.perPayment()), read(day, before.perDay()));
                if (wanted.isLooserThan(before)) {
                    WalletTermCommands.opened(home, terminal).close();
                }
                if (!wanted.equals(before)) {
                    wallet.limit(wanted);
                }
                var sent = wallet.sentToday(Clock.systemUTC().instant());
                terminal.result(
                        new Limited(wanted.perPayment(), wanted.perDay(), sent),
                        "One payment: %s. All payments of 24 hours: %s; %s of it sent."
                                .formatted(
                                        words(wanted.perPayment()),
                                        words(wanted.perDay()),
                                        WalletCommand.ember(sent)));
            }
            return 0;
        }

        private Optional<Wei> read(@Nullable String typed, Optional<Wei> before) {
            if (typed == null) {
                return before;
            }
            return typed.equals(NO_LIMIT) ? Optional.empty() : Optional.of(form.amount(typed));
        }

        private static String words(Optional<Wei> limit) {
            return limit.map(l -> WalletCommand.ember(l) + " EMBER").orElse("no limit");
        }
    }

    /// @param matches whether the phrase brings this wallet back
    record Checked(Address address, boolean matches) {}

    record Changed(Address address, boolean changed) {}

    @Command(
            name = "change-password",
            description =
                    "Seal the wallet with another password: the present one, then the new one. Older copies of its file are overwritten.",
            mixinStandardHelpOptions = true)
    static final class ChangePassword implements Callable<Integer> {
        @Mixin private Output output = new Output();

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var terminal = output.terminal();
            var door = WalletCommand.door(home);
            var address = door.address();
            var input = new SecretInput(terminal, home);
            try (var old = input.ask("present password");
                    var fresh = input.ask("new password")) {
                door.changePassword(old, fresh);
            }
            terminal.result(
                    new Changed(address, true),
                    "The new password opens the wallet from now on; the old one opens nothing any more.");
            return 0;
        }
    }

    @Command(
            name = "check-backup",
            description = "Check that a written phrase brings this wallet back; stores nothing.",
            mixinStandardHelpOptions = true)
    static final class CheckBackup implements Callable<Integer> {
        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Override
        public Integer call() {
            var home = HearthHome.open();
            var terminal = form.terminal();
            var address = WalletCommand.door(home).addresses().getFirst();
            try (var text = new SecretInput(terminal, home).ask("recovery phrase");
                    RecoveryPhrase phrase = WalletDoor.phrase(text)) {
                boolean matches = phrase.firstAddress().equals(address);
                terminal.result(
                        new Checked(address, matches),
                        matches
                                ? "These words bring " + address + " back."
                                : "These words are a recovery phrase, but of another wallet.");
                return matches ? 0 : CommandFailure.FAILED;
            }
        }
    }

    record Deleted(Address address, boolean deleted, String note) {}

    @Command(
            name = "delete",
            description =
                    "Delete this wallet and its older copies; asks for the password. Only the recovery phrase brings it back.",
            mixinStandardHelpOptions = true)
    static final class Delete implements Callable<Integer> {
        private static final String NOTE =
                "Its keys were overwritten before their files were removed. A solid-state disk may"
                        + " keep older blocks for a while: what still protects those is the password.";

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Mixin private WalletCommand.Form form = new WalletCommand.Form();

        @Option(names = "--yes", description = "Really delete it.")
        private boolean sure;

        @Override
        public Integer call() {
            if (!sure) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Only the recovery phrase brings a deleted wallet back. Check it with hearth wallet check-backup, then add --yes.");
            }
            var home = HearthHome.open();
            var terminal = form.terminal();
            var door = WalletCommand.door(home);
            var address = door.address();
            WalletTermCommands.opened(home, terminal).close();
            door.delete();
            terminal.result(new Deleted(address, true, NOTE), "Deleted " + address + ".\n" + NOTE);
            return 0;
        }
    }
}
