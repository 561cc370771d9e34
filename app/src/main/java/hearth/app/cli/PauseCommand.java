package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.practice.Agents;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `hearth pause`: a rest that ends by itself.
@Command(
        name = "pause",
        description = "Let the agent rest for a while; it goes on by itself.",
        mixinStandardHelpOptions = true)
final class PauseCommand implements Callable<Integer> {
    private static final LocalTime MORNING = LocalTime.of(6, 0);

    record Paused(Instant until) {}

    private final Clock clock = Clock.system(ZoneId.systemDefault());

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "10m, 1h, 2d or tomorrow, which is six in the morning. Default: 1h.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private String time;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        var until = until();
        try (var agent = Agents.connect(HearthHome.open())) {
            agent.pauseUntil(until);
        }
        Terminal.of(spec, json)
                .result(
                        new Paused(until),
                        "Paused until " + ZonedDateTime.ofInstant(until, clock.getZone()));
        return 0;
    }

    private Instant until() {
        if (time.equals("tomorrow")) {
            var tomorrow = ZonedDateTime.now(clock).toLocalDate().plusDays(1);
            return tomorrow.atTime(MORNING).atZone(clock.getZone()).toInstant();
        }
        try {
            return clock.instant().plus(new DurationConverter().convert(time));
        } catch (TypeConversionException notOne) {
            throw new ParameterException(
                    spec.commandLine(), "%s, or tomorrow".formatted(notOne.getMessage()), notOne);
        }
    }

    /// `hearth resume`: ends a rest, and what `hearth finish` asked for.
    @Command(
            name = "resume",
            description = "End a pause or what hearth finish began, and take work again.",
            mixinStandardHelpOptions = true)
    static final class Resume implements Callable<Integer> {
        record Resumed(boolean sharing, String state) {}

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli fills it in
        private CommandSpec spec;

        @Option(names = "--json", description = "Print one JSON object.")
        private boolean json;

        @Override
        public Integer call() {
            try (var agent = Agents.connect(HearthHome.open())) {
                agent.pauseUntil(Instant.EPOCH);
                var now = agent.snapshot();
                Terminal.of(spec, json)
                        .result(
                                new Resumed(
                                        now.sharing(),
                                        now.activity().name().toLowerCase(Locale.ROOT)),
                                now.sharing() ? "Goes on." : "Goes on once sharing is on.");
            }
            return 0;
        }
    }
}
