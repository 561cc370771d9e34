package hearth.app.bench;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.hardware.ProcessUse;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentUnreachableException;
import hearth.worker.SocketAgentLink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What the window costs and how soon it is there: the installed program on a screen of its own,
/// with the practice network and its real agent behind it. One thread.
public final class DesktopBench {
    private static final String SCREEN = "1280x900x24";
    private static final Duration NETWORK = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final String LONGEST = "30m";
    private static final double MIB = 1 << 20;

    /// One opening of the window.
    ///
    /// @param firstFrameMs after the process began
    /// @param firstFrameCpuMs processor time until then
    /// @param trueStateMs from the first frame until the agent's state was on the screen
    /// @param homeMs from the first frame until Home was, with that state
    public record Opening(long firstFrameMs, long firstFrameCpuMs, long trueStateMs, long homeMs) {}

    /// @param cpuPercentOfCore over the time that was measured
    /// @param rssMb resident memory at its end
    /// @param ownMb of it what no other process has and no file holds: what would be free again
    /// without it
    public record Cost(double cpuPercentOfCore, double rssMb, double ownMb) {}

    /// The gaps between the window's frames while a model was trained.
    ///
    /// @param seconds in which the agent said that it trained
    public record Frames(int seconds, int frames, double p99Ms, double maxMs) {}

    /// @param visible the window at rest, on the screen
    /// @param hidden the agent alone, when the window is closed
    public record Result(
            List<Opening> openings, Cost visible, Cost hidden, Frames frames, double installedMb) {}

    private final Image image;
    private final HearthHome home;
    private final Clock clock;
    private final Consumer<String> progress;

    /// @param home empty or absent; everything is made in it
    /// @param progress takes one line at a time
    public DesktopBench(Image image, HearthHome home, Clock clock, Consumer<String> progress) {
        this.image = image;
        this.home = home;
        this.clock = clock;
        this.progress = progress;
    }

    /// @param openings of which the median is taken; one more goes before
    /// @param span of each of the three measurements
    /// @throws CommandFailure if the screen, the network or the window does not come up
    public Result run(int openings, Duration span) throws InterruptedException {
        new SettingsFile(home.folder()).save(Settings.initial().withOnboarded(true));
        var network = network();
        try (var screen = VirtualScreen.open(SCREEN);
                var agent = SocketAgentLink.to(home.agent())) {
            await(network, agent, AgentSnapshot::sharing, NETWORK);
            agent.pauseUntil(clock.instant().plus(Duration.ofDays(1)));
            await(network, agent, now -> now.activity() == Activity.WAITING, NETWORK);
            pass(SETTLE);
            var opened = openings(screen, openings);
            progress.accept("the window at rest, " + span.toSeconds() + " s");
            Cost visible = visible(screen, span);
            progress.accept("the agent without a window, " + span.toSeconds() + " s");
            pass(SETTLE);
            Cost hidden = cost(agent(network), span);
            agent.pauseUntil(clock.instant());
            await(network, agent, now -> now.activity() == Activity.TRAINING, NETWORK);
            progress.accept("the window while a model is trained, " + span.toSeconds() + " s");
            Frames frames = frames(screen, agent, span);
            return new Result(opened, visible, hidden, frames, installed());
        } finally {
            end(network);
        }
    }

    /// The practice network with its agent, as `hearth practice` runs it in a terminal.
    private Process network() {
        try {
            Files.createDirectories(home.logs());
            var builder =
                    new ProcessBuilder(
                            image.root().resolve("bin/hearth").toString(),
                            "practice",
                            "--no-window",
                            "--for",
                            LONGEST);
            builder.environment().put("HEARTH_HOME", home.folder().toString());
            return builder.redirectErrorStream(true)
                    .redirectOutput(home.logs().resolve("network.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// It settles what the agent has earned, and ends.
    private static void end(Process network) throws InterruptedException {
        network.destroy();
        if (!network.waitFor(NETWORK.toSeconds(), TimeUnit.SECONDS)) {
            network.descendants().forEach(ProcessHandle::destroyForcibly);
            network.destroyForcibly();
        }
    }

    private static void await(
            Process network, AgentLink agent, Predicate<AgentSnapshot> wanted, Duration patience)
            throws InterruptedException {
        for (long tries = patience.dividedBy(LOOK); tries > 0 && network.isAlive(); tries--) {
            try {
                if (wanted.test(agent.snapshot())) {
                    return;
                }
            } catch (AgentUnreachableException notYet) {
                // It is being started.
            }
            pass(LOOK);
        }
        throw new CommandFailure(
                CommandFailure.FAILED, "The practice network does not come so far.");
    }

    private List<Opening> openings(VirtualScreen screen, int wanted) throws InterruptedException {
        var openings = new ArrayList<Opening>();
        for (int i = 0; i <= wanted; i++) {
            try (var window = OpenedWindow.start(image, home, screen, false)) {
                var first = window.await("first-frame");
                var state = window.await("true-state");
                var home = window.await("home");
                var opening =
                        new Opening(
                                first.atMs(),
                                first.cpuMs(),
                                Math.max(0, state.atMs() - first.atMs()),
                                home.atMs() - first.atMs());
                progress.accept(
                        "first frame after %d ms (%d ms of processor), the agent's state %d ms later, Home %d ms"
                                .formatted(
                                        opening.firstFrameMs(),
                                        opening.firstFrameCpuMs(),
                                        opening.trueStateMs(),
                                        opening.homeMs()));
                if (i > 0) { // The first one after a while reads the disk.
                    openings.add(opening);
                }
            }
        }
        return List.copyOf(openings);
    }

    private Cost visible(VirtualScreen screen, Duration span) throws InterruptedException {
        try (var window = OpenedWindow.start(image, home, screen, false)) {
            window.await("home");
            pass(SETTLE);
            return cost(window.pid(), span);
        }
    }

    private Frames frames(VirtualScreen screen, AgentLink agent, Duration span)
            throws InterruptedException {
        try (var window = OpenedWindow.start(image, home, screen, true)) {
            window.await("home");
            int seconds = 0;
            for (int i = 0; i < span.toSeconds(); i++) {
                pass(Duration.ofSeconds(1));
                seconds += agent.snapshot().activity() == Activity.TRAINING ? 1 : 0;
            }
            double[] gaps =
                    window.notes("frames").stream()
                            .flatMap(note -> note.gapsMs().stream())
                            .mapToDouble(Double::doubleValue)
                            .sorted()
                            .toArray();
            if (gaps.length == 0) {
                throw new CommandFailure(CommandFailure.FAILED, "The window drew no frame.");
            }
            return new Frames(
                    seconds,
                    gaps.length,
                    gaps[(int) Math.ceil(0.99 * gaps.length) - 1],
                    Arrays.stream(gaps).max().orElseThrow());
        }
    }

    private static Cost cost(long pid, Duration span) throws InterruptedException {
        long begun = System.nanoTime();
        var before = use(pid);
        pass(span);
        var after = use(pid);
        double passed = System.nanoTime() - begun;
        return new Cost(
                100 * after.processor().minus(before.processor()).toNanos() / passed,
                after.residentBytes() / MIB,
                ownBytes(pid) / MIB);
    }

    private static ProcessUse use(long pid) {
        return ProcessUse.of(pid)
                .orElseThrow(
                        () -> new CommandFailure(CommandFailure.FAILED, "The process is gone."));
    }

    /// Memory that only this process has and that is no copy of a file, in bytes.
    private static long ownBytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Anonymous:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A command line as long as ours is not among what Java tells of a process.
    private static long agent(Process network) {
        return network.children()
                .filter(child -> words(child.pid()).contains("agent"))
                .findFirst()
                .map(ProcessHandle::pid)
                .orElseThrow(
                        () -> new CommandFailure(CommandFailure.FAILED, "The agent did not run."));
    }

    private static List<String> words(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }

    private double installed() {
        try (var files = Files.walk(image.root())) {
            return files.filter(Files::isRegularFile).mapToLong(DesktopBench::size).sum() / MIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pass(Duration time) throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
