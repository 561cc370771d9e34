package hearth.app.cli;

import hearth.app.household.Sight;
import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;
import hearth.app.text.Words;
import hearth.protocol.Messages;
import hearth.protocol.PairingDigits;
import hearth.protocol.Wei;
import hearth.worker.AgentLink;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `hearth devices`: the machines of one owner, seen from each of them.
@Command(
        name = "devices",
        description = {
            "Show this machine and the others of its owner: those that are paid to the same address,"
                    + " and those that were paired.",
            "pair shows a code; join CODE on the other machine within ten minutes pairs the two;"
                    + " leave ends that for this machine. They can look at each other, no more."
        },
        mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
    private static final int NAME = 64;

    enum Verb {
        SHOW,
        PAIR,
        JOIN,
        LEAVE
    }

    /// @param activity `working` (it holds leases), `here` or `away`
    /// @param todayWei of results received since midnight of this computer, held or released
    /// @param deviceClass what it computes with, absent until it asked for work
    record Device(
            String device,
            String name,
            boolean self,
            boolean paired,
            Optional<Instant> seenAt,
            String activity,
            int leases,
            Wei todayWei,
            Wei earnedWei,
            Optional<String> deviceClass) {}

    record Devices(List<Device> devices) {}

    record Left(boolean left) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "show|pair|join|leave",
            defaultValue = "SHOW",
            arity = "0..1",
            description = "Default: show.")
    private Verb verb = Verb.SHOW;

    @Parameters(
            index = "1",
            paramLabel = "CODE",
            arity = "0..1",
            description = "What pair showed on the other machine, such as 7KD2P-M0XQ4.")
    private @Nullable String code;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var given = Optional.ofNullable(code);
        if (given.isPresent() != (verb == Verb.JOIN)) {
            throw new ParameterException(
                    spec.commandLine(), "A CODE belongs to join, and to nothing else.");
        }
        if (given.isPresent() && given.flatMap(PairingDigits::read).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "A CODE is ten letters and digits, such as 7KD2P-M0XQ4; this is none.");
        }
        var terminal = Terminal.of(spec, json);
        try (var agent = Agents.connect(HearthHome.open())) {
            switch (verb) {
                case SHOW -> show(agent, terminal);
                case PAIR -> {
                    var fresh = agent.pairingCode();
                    terminal.result(
                            fresh,
                            """
                            %s
                            On the other machine: hearth devices join %s
                            It is good once, for ten minutes."""
                                    .formatted(fresh.code(), fresh.code()));
                }
                case JOIN -> {
                    given.ifPresent(agent::join);
                    show(agent, terminal);
                }
                case LEAVE -> {
                    agent.leave();
                    terminal.result(
                            new Left(true), "This machine is paired with no other any more.");
                }
            }
        }
        return 0;
    }

    private static void show(AgentLink agent, Terminal terminal) {
        var midnight = LocalDate.now(ZoneId.systemDefault()).atStartOfDay(ZoneId.systemDefault());
        var seen = agent.household(midnight.toInstant());
        var devices = seen.machines().stream().map(m -> device(m, seen.time())).toList();
        terminal.result(
                new Devices(devices),
                devices.stream()
                        .map(DevicesCommand::forPeople)
                        .collect(Collectors.joining(System.lineSeparator())));
    }

    private static Device device(Messages.Machine machine, Instant now) {
        return new Device(
                machine.device().value(),
                Words.plain(machine.name(), NAME),
                machine.self(),
                machine.paired(),
                machine.seenAt(),
                Sight.of(machine, now).name().toLowerCase(Locale.ROOT),
                machine.leases(),
                machine.earnedSince(),
                machine.earned(),
                machine.deviceClass().map(c -> Words.plain(c, NAME)));
    }

    private static String forPeople(Device d) {
        return "%s%s%s: %s, %s EMBER today, %s in all"
                .formatted(
                        d.name(),
                        d.self() ? " (this one)" : "",
                        d.deviceClass().map(c -> ", " + c).orElse(""),
                        d.activity(),
                        plain(d.todayWei()),
                        plain(d.earnedWei()));
    }

    private static String plain(Wei amount) {
        return amount.ember().stripTrailingZeros().toPlainString();
    }
}
