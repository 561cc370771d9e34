package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.practice.PracticeHost;
import hearth.app.practice.PracticeRun;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `hearth practice`: coordinator, chain, agent and wallet on this computer, with real training and
/// test tokens.
@Command(
        name = "practice",
        description =
                "Run the practice network: everything on this computer, real training, worthless test tokens.",
        mixinStandardHelpOptions = true)
final class PracticeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--no-window",
            description = "Run in the terminal, with live progress on standard error.")
    private boolean noWindow;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description =
                    "With --no-window: end by itself after this time, such as 90s, 3m or 2h, then settle and claim.")
    private @Nullable Duration limit;

    @Option(names = "--json", description = "With --no-window: print one JSON object at the end.")
    private boolean json;

    @Option(
            names = "--host",
            hidden = true,
            description = "Host the network for a window; ends on a signal.")
    private boolean host;

    @Override
    public Integer call() throws InterruptedException {
        if (!noWindow && (limit != null || json)) {
            throw new ParameterException(spec.commandLine(), "--for and --json need --no-window.");
        }
        var home = HearthHome.open();
        var image = Image.current();
        var clock = Clock.system(ZoneId.systemDefault());
        new Logs(home).keep(host ? "practice-host" : "practice");
        if (home.joined().isPresent()) {
            return joined(home);
        }
        if (host) {
            new PracticeHost(image, home, clock).run();
            return 0;
        }
        if (!noWindow) {
            return DesktopStart.of(spec.commandLine().getErr(), "");
        }
        return inTerminal(image, home, clock, Optional.ofNullable(limit), Terminal.of(spec, json));
    }

    /// A service that was registered before the network was joined goes on with its agent.
    private int joined(HearthHome home) {
        if (host) {
            return AgentOrder.OF_THE_NETWORK.run();
        }
        throw new CommandFailure(
                CommandFailure.REFUSED,
                "This data folder takes part in %s. Go back first (hearth network leave), or set HEARTH_HOME to another folder."
                        .formatted(home.network()));
    }

    static int inTerminal(
            Image image, HearthHome home, Clock clock, Optional<Duration> limit, Terminal terminal)
            throws InterruptedException {
        var run = new PracticeRun(image, home, clock, terminal::progress);
        // Ctrl-C ends the run as its time limit would: settle, claim, print.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(run::stop));
        run.run(limit, summary -> terminal.result(summary, SummaryText.of(summary)));
        return 0;
    }
}
