package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.JoinedNetwork;
import hearth.app.practice.Agents;
import hearth.app.practice.HostFile;
import hearth.keys.PayoutBinding;
import hearth.keys.PayoutBindings;
import hearth.protocol.DeviceId;
import hearth.protocol.Messages;
import hearth.protocol.ServerId;
import hearth.worker.AgentSnapshot;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth payout`: to which account this computer is paid, for computers without a screen.
@Command(
        name = "payout",
        description =
                "Show to which account this computer is paid, or bind it to one of the wallet's; the password is read from standard input.",
        mixinStandardHelpOptions = true)
final class PayoutCommand implements Callable<Integer> {
    private static final Duration LIFE = Duration.ofMinutes(10);

    enum Verb {
        SHOW,
        BIND
    }

    /// @param payout absent while nobody is paid
    record Payout(DeviceId device, Optional<String> payout) {}

    private final Clock clock = Clock.systemUTC();

    @Mixin private Output output = new Output();

    @Parameters(
            paramLabel = "show|bind",
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
            if (verb == Verb.BIND) {
                var binding = signed(home, before);
                agent.bindPayout(binding);
                wanted = Optional.of(binding.payout());
            }
            var expected = wanted;
            var now = Agents.newest(agent, s -> s.payout().equals(expected));
            output.terminal()
                    .result(
                            new Payout(now.device(), now.payout()),
                            now.payout()
                                    .map(to -> "This computer is paid to " + to + ".")
                                    .orElse(
                                            "Nobody is paid for this computer: hearth payout bind."));
        }
        return 0;
    }

    private Messages.PayoutBinding signed(HearthHome home, AgentSnapshot agent) {
        var id = coordinator(home, agent);
        try (var wallet = WalletTermCommands.opened(home, output.terminal())) {
            var payout = account.among(wallet.addresses(), home);
            var notAfter = clock.instant().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
            var signature =
                    PayoutBindings.sign(
                            wallet, new PayoutBinding(agent.device(), payout, id, notAfter));
            return new Messages.PayoutBinding(
                    payout.value(), notAfter.getEpochSecond(), HexFormat.of().formatHex(signature));
        }
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
