package hearth.app.cli;

import hearth.app.bench.IdleCoordinator;
import hearth.app.bench.SecureFront;
import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.practice.Agents;
import hearth.hardware.ProcessUse;
import hearth.worker.SocketAgentLink;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// `hearth bench idle`: what the always-on agent costs while it shares and waits. A real agent
/// process, started like any other; no window, and no coordinator that answers unless one is asked
/// for: then a real one without jobs, as those of the real network behind TLS, or without it.
@Command(
        name = "idle",
        description = "Measure processor time and memory of an agent that waits.",
        mixinStandardHelpOptions = true)
final class BenchIdleCommand implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final int TRIES = 600;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final double MIB = 1 << 20;

    /// @param seconds measured, after the agent had settled
    record Cost(double cpuPercentOfCore, double rssMb, long seconds) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "How long to measure. Default: 60.")
    private int seconds;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--coordinator",
            defaultValue = "NONE",
            description =
                    "What the agent finds where it looks for its coordinator: ${COMPLETION-CANDIDATES}."
                            + " Default: NONE.")
    private Met met = Met.NONE;

    /// What is at the address of the coordinator.
    enum Met {
        NONE,
        HTTP,
        HTTPS
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Ranges(spec).within("--seconds", 1, 86_400);
        try (var scratch = Scratch.temporary("hearth-idle")) {
            var folder = scratch.folder();
            if (met == Met.NONE) {
                measure(folder, "http://127.0.0.1:" + closedPort(), List.of(), () -> true);
                return 0;
            }
            try (var coordinator = new IdleCoordinator(folder.resolve("coordinator"))) {
                if (met == Met.HTTP) {
                    measure(folder, coordinator.uri().toString(), List.of(), () -> true);
                    return 0;
                }
                try (var front = new SecureFront(coordinator.uri(), folder)) {
                    measure(
                            folder,
                            front.uri().toString(),
                            List.of("-Djavax.net.ssl.trustStore=" + front.trust()),
                            () -> front.connections() > 0);
                    return 0;
                }
            }
        }
    }

    private void measure(
            Path folder, String coordinator, List<String> options, BooleanSupplier isMet)
            throws IOException, InterruptedException {
        var terminal = Terminal.of(spec, json);
        var home = HearthHome.open(folder.resolve("home"));
        var agent = start(home, coordinator, options);
        try {
            rest(home);
            terminal.progress("The agent settles for " + SETTLE.toSeconds() + " s.");
            pass(SETTLE);
            terminal.progress("Measuring for " + seconds + " s.");
            if (!isMet.getAsBoolean()) {
                throw new CommandFailure(
                        CommandFailure.FAILED, "The agent never reached its coordinator.");
            }
            var cost = measure(agent);
            terminal.result(
                    cost,
                    "%.3f %% of a core, %.1f MB".formatted(cost.cpuPercentOfCore(), cost.rssMb()));
        } finally {
            agent.destroy();
            agent.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /// @param options of its Java besides the usual ones
    private static Process start(HearthHome home, String coordinator, List<String> options)
            throws IOException {
        var command =
                new ArrayList<>(Agents.command(Image.current(), "--coordinator", coordinator));
        command.addAll(1, options);
        var builder = new ProcessBuilder(command);
        builder.environment().put("HEARTH_HOME", home.folder().toString());
        return BoundProcess.start(builder);
    }

    /// A port at which nobody listens: the agent tries to reach a coordinator as it would without a
    /// network, and no other process takes part in what is measured.
    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Sharing, and paused: how an agent spends the hours in which its owner uses the computer.
    private static void rest(HearthHome home) throws InterruptedException {
        try (var link = SocketAgentLink.to(home.agent())) {
            for (int i = 0; i < TRIES && !link.isAnswering(); i++) {
                pass(BETWEEN_TRIES);
            }
            link.pauseUntil(Instant.now().plus(Duration.ofDays(1)));
            link.share(true);
        }
    }

    private Cost measure(Process agent) throws InterruptedException {
        long begun = System.nanoTime();
        var before = use(agent);
        pass(Duration.ofSeconds(seconds));
        var after = use(agent);
        double passed = System.nanoTime() - begun;
        double used = after.processor().minus(before.processor()).toNanos();
        return new Cost(
                Math.round(used / passed * 100_000) / 1000.0,
                Math.round(after.residentBytes() / MIB * 10) / 10.0,
                seconds);
    }

    private static ProcessUse use(Process agent) {
        return ProcessUse.of(agent.pid())
                .orElseThrow(
                        () -> new CommandFailure(CommandFailure.FAILED, "The agent did not run."));
    }

    private static void pass(Duration time) throws InterruptedException {
        var never = new CountDownLatch(1);
        boolean _ = never.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
