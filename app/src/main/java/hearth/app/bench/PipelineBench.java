package hearth.app.bench;

import hearth.coordinator.Policy;
import hearth.hardware.Machine;
import hearth.hardware.Reading;
import hearth.protocol.Messages;
import hearth.worker.Agent;
import hearth.worker.AgentConfig;
import hearth.worker.AgentPace;
import hearth.worker.AgentPorts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// How much of the time the trainer works when all bytes go over a home's line: the real agent and
/// a real coordinator, over HTTP and [SlowLine], with [TimedTraining] in place of the child. Bytes
/// of the model and seconds of a lease are divided by the same scale, so that their ratio stays;
/// what does not shrink (disk, hashing, HTTP) weighs heavier than in life.
public final class PipelineBench {
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final int STEPS = 30;
    private static final int PARAMETERS = 124_000_000;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MOST_FACTOR = 4;

    /// The line and the scale.
    ///
    /// @param scale by which bytes and seconds are divided
    public record Setting(double upMbps, double downMbps, int scale) {
        Duration step() {
            return LEASE.dividedBy(STEPS).dividedBy(scale);
        }
    }

    /// What is run.
    ///
    /// @param jobs that have work
    /// @param leasesPerRound of one job that fall to this device
    /// @param overlapped whether the stages overlap
    /// @param leases to be trained
    public record Case(int jobs, int leasesPerRound, boolean overlapped, int leases) {}

    /// What came of it.
    ///
    /// @param usefulWorkRatio time of training over all time, from the first training to the begin
    /// of the one after the last
    /// @param idleShare the rest of it
    public record Measured(
            int jobs,
            int leasesPerRound,
            boolean overlapped,
            int leases,
            double usefulWorkRatio,
            double idleShare,
            long bytesUp,
            long bytesDown) {}

    private final Path folder;
    private final Setting setting;
    private final Consumer<String> progress;

    public PipelineBench(Path folder, Setting setting, Consumer<String> progress) {
        this.folder = folder;
        this.setting = setting;
        this.progress = progress;
    }

    /// Of the model that the benchmark is about, before scaling.
    public static int parameters() {
        return PARAMETERS;
    }

    public static Duration lease() {
        return LEASE;
    }

    public static int steps() {
        return STEPS;
    }

    public Measured run(Case of) throws InterruptedException {
        var place = folder.resolve("pipeline");
        remove(place);
        create(place);
        var jobs =
                new BenchCoordinator.Jobs(
                        of.jobs(), PARAMETERS / setting.scale(), STEPS, of.leasesPerRound());
        var sweep = atLeast(Policy.network().sweep().dividedBy(setting.scale()));
        try (var coordinator =
                        new BenchCoordinator(create(place.resolve("coordinator")), jobs, sweep);
                var line =
                        new SlowLine(
                                coordinator.server().uri(), setting.upMbps(), setting.downMbps())) {
            return measure(of, place, line);
        } finally {
            remove(place);
        }
    }

    private Measured measure(Case of, Path place, SlowLine line) throws InterruptedException {
        var training = new TimedTraining(place.resolve("training"), setting.step());
        var config =
                new AgentConfig(
                        place.resolve("agent"),
                        line.address(),
                        Optional.empty(),
                        "bench",
                        "bench",
                        pace(of.overlapped()));
        try (var agent = Agent.open(config, AgentPorts.of(training, steady()))) {
            var thread = Thread.ofVirtual().name("bench-agent").start(agent::run);
            agent.link()
                    .bindPayout(
                            new Messages.PayoutBinding(
                                    "0x52908400098527886E0F7030069857D2E4169EE7",
                                    4_000_000_000L,
                                    "00".repeat(65)));
            agent.link().share(true);
            var turns = await(training, of.leases() + 1);
            var measured = measured(of, turns, line);
            agent.link().shutdown();
            thread.join();
            return measured;
        }
    }

    /// The pauses of a home's agent, scaled as the lease is.
    private AgentPace pace(boolean overlapped) {
        var home = AgentPace.home();
        var pace =
                new AgentPace(
                        atLeast(home.firstPause().dividedBy(setting.scale())),
                        atLeast(home.longestPause().dividedBy(setting.scale())),
                        atLeast(home.heartbeat().dividedBy(setting.scale())),
                        home.refresh());
        return overlapped ? pace : pace.oneAtATime();
    }

    private static Duration atLeast(Duration scaled) {
        return scaled.compareTo(LOOK) > 0 ? scaled : LOOK;
    }

    /// A computer of which nothing is known and that nobody uses.
    static Machine steady() {
        var reading =
                new Reading(
                        "bench",
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        List.of(),
                        new Reading.Power.Mains());
        return () -> reading;
    }

    private List<TimedTraining.Turn> await(TimedTraining training, int count)
            throws InterruptedException {
        var patience =
                setting.step().multipliedBy((long) STEPS * count * MOST_FACTOR).plusSeconds(30);
        long until = System.nanoTime() + patience.toNanos();
        int seen = 0;
        while (training.turns().size() < count) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "only " + training.turns().size() + " of " + count + " leases in time");
            }
            if (training.turns().size() > seen) {
                seen = training.turns().size();
                progress.accept("  lease " + seen + " of " + count);
            }
            Thread.sleep(LOOK);
        }
        return training.turns();
    }

    private Measured measured(Case of, List<TimedTraining.Turn> turns, SlowLine line) {
        long all = turns.get(of.leases()).from() - turns.getFirst().from();
        long busy = turns.subList(0, of.leases()).stream().mapToLong(t -> t.to() - t.from()).sum();
        double ratio = (double) busy / all;
        return new Measured(
                of.jobs(),
                of.leasesPerRound(),
                of.overlapped(),
                of.leases(),
                ratio,
                1 - ratio,
                line.bytesUp(),
                line.bytesDown());
    }

    private static Path create(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var walk = Files.walk(folder)) {
            var files = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
            for (var file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
