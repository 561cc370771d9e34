package hearth.app.cli;

import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.logs.Logs;
import hearth.app.logs.Logs.Form;
import hearth.app.operator.CoordinatorPlan;
import hearth.app.operator.OpenCoordinator;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.LogContext;
import hearth.coordinator.Policy;
import hearth.coordinator.TrafficLimits;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `hearth coordinator`: a coordinator alone or one of several over one database and one bucket. It
/// leases, checks, aggregates and keeps the books; with a network it settles them there, without
/// one they wait until a network is attached.
@Command(
        name = "coordinator",
        description = {
            "Run a coordinator: with --network for the jobs of owners, settled on that network; without it with the practice jobs, whose settlements wait.",
            "With --network the wallet signs while it runs; its password is read from standard input."
        },
        mixinStandardHelpOptions = true)
final class CoordinatorCommand implements Callable<Integer> {
    /// @param network on whose chain it settles
    /// @param poster account that posts the roots there
    record Listening(
            String coordinator, String server, Optional<String> network, Optional<String> poster) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Mixin private ServerOptions where = new ServerOptions();

    @Option(
            names = "--network",
            paramLabel = "NAME",
            description =
                    "Settle on a network that was deployed (hearth network deploy), or on that of a profile's file.")
    private @Nullable String network;

    @Option(
            names = "--pace",
            paramLabel = "PACE",
            description =
                    "network: leases of ten minutes, pay after a day and 64 results. practice: seconds instead, to try it out. Default: network with --network, else practice.")
    private @Nullable Pace pace;

    enum Pace {
        NETWORK,
        PRACTICE
    }

    @Mixin private StoreOptions stores = new StoreOptions();

    @Option(
            names = "--log",
            defaultValue = "text",
            description =
                    "What a line of the log is: text for people, or json with the fields time,"
                            + " level, logger, message, requestId, device, lease, job and round."
                            + " Default: text.")
    private Form log = Form.TEXT;

    @Option(
            names = "--log-to",
            defaultValue = "file",
            description =
                    "Where it goes: file, in HEARTH_HOME/logs and rotated there, or console, for"
                            + " systems that keep what a process prints. Default: file.")
    private Place logTo = Place.FILE;

    enum Place {
        FILE,
        CONSOLE
    }

    @Option(names = "--json", description = "Print one JSON object once it listens.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        var clock = Clock.systemUTC();
        var home = HearthHome.open();
        var plan = plan(home, clock);
        var asked = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(
                                        () -> {
                                            asked.countDown();
                                            waitFor(ended);
                                        }));
        try {
            serve(plan, home, clock, asked);
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private CoordinatorPlan plan(HearthHome home, Clock clock) {
        boolean quick = pace == null ? network == null : pace == Pace.PRACTICE;
        return new CoordinatorPlan(
                home.folder().resolve("coordinator"),
                where.address(),
                quick ? Policy.practice() : Policy.network(),
                stores.stores(clock, System.getenv()),
                TrafficLimits.network(),
                Optional.empty(),
                where.certificate());
    }

    private void serve(CoordinatorPlan plan, HearthHome home, Clock clock, CountDownLatch asked)
            throws InterruptedException {
        var terminal = Terminal.of(spec, json);
        if (network == null) {
            keepLog(home);
            var image = Image.current();
            try (var server =
                    OpenCoordinator.withPracticeJobs(
                            OpenCoordinator.open(plan, image, home, clock), image, clock)) {
                tell(terminal, server, Optional.empty());
                asked.await();
            }
            return;
        }
        try (var chain = AttachedChain.of(network, home, plan.folder(), terminal, clock)) {
            keepLog(home);
            try (var server =
                    OpenCoordinator.open(
                            plan.settlingOn(chain.side(clock)), Image.current(), home, clock)) {
                tell(terminal, server, Optional.of(chain));
                asked.await();
            }
        }
    }

    private void keepLog(HearthHome home) {
        switch (logTo) {
            case FILE -> new Logs(home).keep("coordinator", log, LogContext::fields);
            case CONSOLE -> new Logs(home).print(log, LogContext::fields);
        }
    }

    private static void tell(
            Terminal terminal, CoordinatorServer server, Optional<AttachedChain> chain) {
        var listening =
                new Listening(
                        server.uri().toString(),
                        server.coordinator().id().value(),
                        chain.map(c -> c.profile().name()),
                        chain.map(c -> c.poster().value()));
        terminal.result(
                listening,
                "Coordinator at "
                        + listening.coordinator()
                        + ", key "
                        + listening.server()
                        + chain.map(
                                        c ->
                                                ", settles on "
                                                        + c.profile().name()
                                                        + " (chain "
                                                        + c.profile().chainId()
                                                        + ") as "
                                                        + c.poster())
                                .orElse(""));
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
