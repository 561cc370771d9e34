package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.NetworkVisit;
import hearth.chain.Activity;
import hearth.keys.Address;
import hearth.keys.AddressReading;
import hearth.keys.TransactionSigner;
import hearth.keys.UnlockedWallet;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// `hearth wallet`: every flow of the wallet from a terminal, on the practice network. Commands
/// that ask the chain use the running network, or run one as long as they need it.
@Command(
        name = "wallet",
        description =
                "Create, look into and use the wallet. Passwords and phrases are read from standard input.",
        mixinStandardHelpOptions = true,
        subcommands = {
            WalletKeyCommands.Create.class,
            WalletKeyCommands.Import.class,
            WalletKeyCommands.Unlock.class,
            WalletKeyCommands.Lock.class,
            WalletKeyCommands.Accounts.class,
            WalletKeyCommands.AddAccount.class,
            WalletKeyCommands.ExportKey.class,
            WalletBookCommands.Rename.class,
            WalletBookCommands.Use.class,
            WalletBookCommands.Watch.class,
            WalletBookCommands.Unwatch.class,
            WalletBookCommands.WatchList.class,
            WalletBookCommands.Contacts.class,
            WalletBookCommands.AddContact.class,
            WalletBookCommands.RemoveContact.class,
            WalletTermCommands.EndTerm.class,
            WalletTermCommands.Leave.class,
            WalletTermCommands.Compound.class,
            WalletPendingCommands.SpeedUp.class,
            WalletPendingCommands.Cancel.class,
            WalletAllowanceCommands.Show.class,
            WalletAllowanceCommands.Revoke.class,
            WalletSafetyCommands.Limits.class,
            WalletFeeCommand.class,
            WalletMarkCommand.class,
            WalletSafetyCommands.CheckBackup.class,
            WalletSafetyCommands.ChangePassword.class,
            WalletSafetyCommands.Delete.class,
            WalletExportCommand.class,
            WalletExternalCommands.Prepare.class,
            WalletExternalCommands.Submit.class,
            WalletVoteCommands.Proposals.class,
            WalletVoteCommands.Vote.class,
            WalletVoteCommands.Delegate.class,
            WalletVoteCommands.Propose.class,
            WalletVoteCommands.Queue.class,
            WalletVoteCommands.Execute.class
        })
final class WalletCommand implements Runnable {
    static final class Form {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Option(
                names = "--network",
                paramLabel = "NAME",
                description =
                        "A network that was deployed, or the file of its profile; the one that was joined if not given, or practice.")
        private @Nullable String network;

        @Mixin private WalletKeyCommands.OneAccount account = new WalletKeyCommands.OneAccount();

        Terminal terminal() {
            return Terminal.of(spec, json);
        }

        Wei amount(String text) {
            return WalletCommand.amount(spec, text);
        }

        /// Whom a command that signs nothing is about: one of the wallet's, or any address.
        Address account(HearthHome home) {
            return account.named().orElseGet(() -> door(home).address());
        }

        /// Who signs.
        TransactionSigner signer(UnlockedWallet wallet) {
            return wallet.signer(account.among(wallet.addresses(), HearthHome.open()));
        }

        NetworkVisit visit(HearthHome home) {
            var clock = Clock.systemUTC();
            return NetworkCommand.profile(home, Optional.ofNullable(network))
                    .map(profile -> NetworkVisit.on(profile, home, clock))
                    .orElseGet(() -> NetworkVisit.practice(Image.current(), home, clock));
        }
    }

    static final class Once {
        @Option(
                names = "--intent",
                paramLabel = "ID",
                description = "Name of this wish: asking again with the same one never pays twice.")
        private @Nullable String id;

        @Option(names = "--dry-run", description = "Only show what it would change; sign nothing.")
        private boolean dryRun;

        boolean isDryRun() {
            return dryRun;
        }

        @Option(
                names = "--accept-fee",
                paramLabel = "COINS",
                description =
                        "Accept a fee of at most so much, even if it is a large part of the amount.")
        private @Nullable BigDecimal fee;

        /// The same name each time it is asked for.
        String orNew() {
            var name = id == null ? UUID.randomUUID().toString() : id;
            id = name;
            return name;
        }

        /// In the smallest unit of the chain's coin.
        Optional<BigInteger> acceptedFee() {
            return Optional.ofNullable(fee).map(WalletFeeCommand::smallest);
        }
    }

    record History(List<Activity> activity) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: hearth wallet --help");
    }

    @Command(
            description = "Show what the account owns and could claim.",
            mixinStandardHelpOptions = true)
    int balance(@Mixin Form form) {
        var home = HearthHome.open();
        var address = form.account(home);
        var terminal = form.terminal();
        try (var visit = form.visit(home)) {
            var b = NodeWarnings.known(visit.balances(address), terminal);
            NodeWarnings.tell(b.findings(), terminal);
            terminal.result(
                    b,
                    """
                            EMBER     %s
                            Claimable %s%s
                            Staked    %s
                            Yield     %s"""
                            .formatted(
                                    ember(b.ember()),
                                    ember(b.claimable()),
                                    SettledPay.later(b),
                                    ember(b.staked()),
                                    ember(b.yieldEarned())));
        }
        return 0;
    }

    @Command(
            description = "Show the stake, its yield and what is being paid out.",
            mixinStandardHelpOptions = true)
    int positions(@Mixin Form form) {
        var home = HearthHome.open();
        var address = form.account(home);
        var terminal = form.terminal();
        try (var visit = form.visit(home)) {
            var p = NodeWarnings.known(visit.wallet().positions(address), terminal);
            NodeWarnings.tell(p.findings(), terminal);
            String unbonding =
                    p.unbonding().stream()
                            .map(
                                    u ->
                                            "\nUnbonding %s EMBER, number %s, ready at %s"
                                                    .formatted(
                                                            ember(u.amount()),
                                                            u.id(),
                                                            u.releaseAt()))
                            .collect(Collectors.joining());
            String terms =
                    p.terms().stream().map(WalletTermCommands::line).collect(Collectors.joining());
            terminal.result(
                    p,
                    "Staked %s, yield %s%s%s"
                            .formatted(
                                    ember(p.staked()), ember(p.yieldEarned()), terms, unbonding));
        }
        return 0;
    }

    @Command(
            description =
                    "Pay out what was earned and settled; needs no password where fees are free.",
            mixinStandardHelpOptions = true)
    int claim(@Mixin Form form, @Mixin Once once) {
        var home = HearthHome.open();
        var address = form.account(home);
        try (var visit = form.visit(home)) {
            var nothing = SettledPay.nothing(visit, address);
            return new LastLook(form, home, visit, form.terminal(), once)
                    .paySomehow(
                            by -> visit.claim(address, by).orElseThrow(() -> nothing),
                            account -> visit.claim(account).orElseThrow(() -> nothing));
        }
    }

    @Command(description = "Send EMBER to another address.", mixinStandardHelpOptions = true)
    int send(
            @Mixin Form form,
            @Mixin Once once,
            @Mixin KnownRecipients.Consent consent,
            @Parameters(paramLabel = "ADDRESS", description = "Recipient, with its checksum.")
                    String to,
            @Parameters(paramLabel = "EMBER", description = "Amount, such as 12.5.")
                    String amount) {
        var recipient = address(to);
        var wei = form.amount(amount);
        var home = HearthHome.open();
        var terminal = form.terminal();
        try (var visit = form.visit(home)) {
            if (!once.isDryRun()) {
                KnownRecipients.of(home, visit).check(recipient, consent, terminal);
            }
            // What is only tried out accepts nothing for later.
            if (consent.allowsContract() && !once.isDryRun()) {
                visit.wallet().acceptContract(once.orNew(), recipient);
            }
            return new LastLook(form, home, visit, terminal, once)
                    .pay(signer -> visit.wallet().send(once.orNew(), recipient, wei, signer));
        }
    }

    @Command(description = "Stake EMBER for yield.", mixinStandardHelpOptions = true)
    int stake(
            @Mixin Form form,
            @Mixin Once once,
            @Option(
                            names = "--term",
                            paramLabel = "DAYS",
                            description = "Bind it for 30, 90, 180 or 365 days; it weighs more.")
                    @Nullable Integer term,
            @Parameters(paramLabel = "EMBER", description = "Amount, such as 12.5.")
                    String amount) {
        var wei = form.amount(amount);
        return pay(
                form,
                once,
                (visit, signer) ->
                        term == null
                                ? visit.wallet().stake(once.orNew(), wei, signer)
                                : visit.wallet().stakeForTerm(once.orNew(), wei, term, signer));
    }

    @Command(description = "Ask for staked EMBER back.", mixinStandardHelpOptions = true)
    int unstake(
            @Mixin Form form,
            @Mixin Once once,
            @Parameters(paramLabel = "EMBER", description = "Amount, such as 12.5.")
                    String amount) {
        var wei = form.amount(amount);
        return pay(
                form, once, (visit, signer) -> visit.wallet().unstake(once.orNew(), wei, signer));
    }

    @Command(
            description = "Take out unstaked EMBER whose time has come.",
            mixinStandardHelpOptions = true)
    int withdraw(
            @Mixin Form form,
            @Mixin Once once,
            @Parameters(paramLabel = "NUMBER", description = "As shown by positions.")
                    BigInteger number) {
        return pay(
                form,
                once,
                (visit, signer) -> visit.wallet().withdraw(once.orNew(), number, signer));
    }

    @Command(
            name = "claim-yield",
            description = "Pay out the yield of the stake.",
            mixinStandardHelpOptions = true)
    int claimYield(@Mixin Form form, @Mixin Once once) {
        return pay(form, once, (visit, signer) -> visit.wallet().claimYield(once.orNew(), signer));
    }

    @Command(
            description = "List what the wallet did, newest first.",
            mixinStandardHelpOptions = true)
    int activity(
            @Mixin Form form,
            @Option(names = "--limit", defaultValue = "50", description = "How many; at most 1000.")
                    int limit) {
        var home = HearthHome.open();
        try (var visit = form.visit(home)) {
            var list = visit.wallet().activity(Math.clamp(limit, 1, 1000));
            String lines =
                    list.stream()
                            .map(
                                    a ->
                                            "%s  %-11s %s EMBER  %s  %s"
                                                    .formatted(
                                                            a.created(),
                                                            a.kind(),
                                                            ember(a.amount()),
                                                            a.stage(),
                                                            a.hash().orElse("")))
                            .collect(Collectors.joining("\n"));
            form.terminal().result(new History(list), lines.isEmpty() ? "Nothing yet." : lines);
        }
        return 0;
    }

    private int pay(Form form, Once once, WalletTermCommands.Payment payment) {
        return WalletTermCommands.pay(form, once, payment);
    }

    static WalletDoor door(HearthHome home) {
        return new WalletDoor(home, new SecureRandom(), Clock.systemUTC());
    }

    static Address address(String text) {
        return switch (Address.read(text)) {
            case AddressReading.Valid valid -> Address.of(valid.eip55());
            case AddressReading.Invalid invalid ->
                    throw new CommandFailure(
                            CommandFailure.REFUSED, "'" + text + "' " + fault(invalid.reason()));
        };
    }

    /// What is wrong with something in an address's place.
    static String fault(AddressReading.Reason reason) {
        return switch (reason) {
            case MALFORMED -> "is not an address: that is 0x and 40 hexadecimal digits.";
            case WRONG_CHECKSUM ->
                    "has a slip in it: its capital letters do not fit its digits. Copy it again.";
            case NAME -> "is a name. Hearth looks no names up: give the address itself.";
        };
    }

    private static Wei amount(CommandSpec spec, String text) {
        try {
            // No exponent: 1e3 is a thousand to few people.
            var typed = Optional.of(text).filter(t -> t.matches("[0-9.]+"));
            var wei = typed.map(Wei::ofEmber).filter(w -> !w.isZero());
            return wei.orElseThrow(() -> new NumberFormatException("zero"));
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + text + "' is not an amount of EMBER: more than 0, at most 18 decimals.",
                    e);
        }
    }

    static String ember(Wei amount) {
        return amount.ember().stripTrailingZeros().toPlainString();
    }
}
