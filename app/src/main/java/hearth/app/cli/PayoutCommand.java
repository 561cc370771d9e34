package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.JoinedNetwork;
import hearth.app.practice.Agents;
import hearth.app.practice.HostFile;
import hearth.app.wallet.PayoutSignature;
import hearth.app.wallet.WalletDesk.Binding;
import hearth.keys.Address;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.keys.UnlockedWallet;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.protocol.ServerId;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth payout`: to which account this computer is paid, for computers without a screen.
@Command(
        name = "payout",
        description =
                "Show to which account this computer is paid, bind it to one of the wallet's (where another is paid now, that counts a day later), or undo such a change; the password is read from standard input.",
        mixinStandardHelpOptions = true)
final class PayoutCommand implements Callable<Integer> {
    private static final Duration LIFE = Duration.ofMinutes(10);

    enum Verb {
        SHOW,
        BIND,
        UNDO
    }

    /// @param payout absent while nobody is paid
    /// @param changes away from that account, of this computer or another one, that do not count
    /// yet
    record Paid(DeviceId device, Optional<String> payout, List<PendingChange> changes) {}

    private final Clock clock = Clock.systemUTC();

    @Mixin private Output output = new Output();

    @Parameters(
            paramLabel = "show|bind|undo",
            defaultValue = "SHOW",
            arity = "0..1",
            description = "Default: show.")
    private Verb verb = Verb.SHOW;

    @Mixin private WalletKeyCommands.OneAccount account = new WalletKeyCommands.OneAccount();

    @Option(
            names = "--server",
            paramLabel = "ID",
            description =
                    "The key of the coordinator that the agent was started for, where it is neither that of the network that was joined nor of the practice network.")
    private @Nullable String server;

    @Override
    public Integer call() throws InterruptedException {
        var home = HearthHome.open();
        try (var agent = Agents.connect(home)) {
            var before = agent.snapshot();
            var wanted = before.payout();
            switch (verb) {
                case SHOW -> {}
                case BIND -> wanted = bind(home, agent, before);
                case UNDO -> undo(home, agent, before);
            }
            var expected = wanted;
            var now = Agents.newest(agent, s -> s.payout().equals(expected));
            var changes = agent.payout().map(Payout::changes).orElse(List.of());
            output.terminal()
                    .result(new Paid(now.device(), now.payout(), changes), inWords(now, changes));
        }
        return 0;
    }

    private static String inWords(AgentSnapshot now, List<PendingChange> changes) {
        var lines = new ArrayList<String>();
        lines.add(
                now.payout()
                        .map(to -> "This computer is paid to " + to + ".")
                        .orElse("Nobody is paid for this computer: hearth payout bind."));
        for (var change : changes) {
            lines.add(
                    "From %s on %s is paid to %s, unless %s takes it back: hearth payout undo."
                            .formatted(
                                    change.countsAt(),
                                    change.device().equals(now.device())
                                            ? "it"
                                            : "your computer " + change.device().value(),
                                    Address.of(change.to()),
                                    Address.of(change.from())));
        }
        return String.join("\n", lines);
    }

    /// @return the account that is paid from now on
    private Optional<String> bind(HearthHome home, AgentLink agent, AgentSnapshot before) {
        var id = coordinator(home, before);
        // What cannot be meant is said before anybody is asked for a password.
        account.among(WalletCommand.door(home).addresses(), home);
        var now = agent.payout();
        try (var wallet = WalletTermCommands.opened(home, output.terminal())) {
            var to = account.among(wallet.addresses(), home);
            boolean isChange =
                    now.flatMap(Payout::payout)
                            .filter(paid -> !paid.equalsIgnoreCase(to.value()))
                            .isPresent();
            if (!isChange) {
                agent.bindPayout(signed(wallet, to, before.device(), id));
                return Optional.of(to.value());
            }
            var word =
                    PayoutSignature.change(
                            wallet,
                            to,
                            before.device(),
                            now.orElseThrow(),
                            now.orElseThrow().chainId(),
                            id,
                            clock.instant());
            agent.changePayout(((Binding.Changing) word).order());
            return before.payout();
        }
    }

    private void undo(HearthHome home, AgentLink agent, AgentSnapshot before) {
        var paid =
                agent.payout()
                        .filter(p -> !p.changes().isEmpty())
                        .orElseThrow(
                                () ->
                                        new CommandFailure(
                                                CommandFailure.FAILED,
                                                "Nothing is about to change."));
        var id = coordinator(home, before);
        try (var wallet = WalletTermCommands.opened(home, output.terminal())) {
            for (var change : paid.changes()) {
                boolean isOurs =
                        wallet.addresses().stream()
                                .anyMatch(a -> a.value().equalsIgnoreCase(change.from()));
                if (!isOurs) {
                    throw new CommandFailure(
                            CommandFailure.REFUSED,
                            "Only the wallet with %s can take this back.".formatted(change.from()));
                }
                var word =
                        PayoutSignature.undo(wallet, change, paid.chainId(), id, clock.instant());
                agent.undoPayout(((Binding.Undoing) word).order());
            }
        }
    }

    private Messages.PayoutBinding signed(
            UnlockedWallet wallet, Address payout, DeviceId device, ServerId id) {
        var notAfter = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
        var signature =
                PayoutBindings.sign(wallet, new PayoutBinding(device, payout, id, notAfter));
        return new Messages.PayoutBinding(
                payout.value(), notAfter.getEpochSecond(), HexFormat.of().formatHex(signature));
    }

    /// The binding names the coordinator, so that no other can use it.
    private ServerId coordinator(HearthHome home, AgentSnapshot agent) {
        if (server != null) {
            try {
                return new ServerId(server);
            } catch (IllegalArgumentException wrong) {
                throw output.wrong("--server is 64 digits of 0-9 and a-f.");
            }
        }
        return home.joined()
                .map(JoinedNetwork::server)
                .or(
                        () ->
                                HostFile.read(home.practice())
                                        .filter(h -> h.coordinator().equals(agent.coordinator()))
                                        .map(HostFile::server))
                .orElseThrow(
                        () ->
                                new CommandFailure(
                                        CommandFailure.FAILED,
                                        "Which key the coordinator %s has is not known here: name it with --server."
                                                .formatted(agent.coordinator())));
    }
}
