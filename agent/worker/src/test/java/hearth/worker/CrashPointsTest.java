package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.BlockCodec;
import hearth.protocol.LeaseId;
import hearth.protocol.Sha256;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// A crash at every effect of the agent: each write, force, move and removal of a file, each
/// commit, each request and reply, each training. From what a dead process or a machine without
/// power would leave, an agent starts again, is ended once more at one of its own effects, and has
/// to come to the same end: every receipt of the coordinator is here, every finished update was
/// delivered as it was, no lease hangs, nothing is offered twice.
@Tag("trial")
class CrashPointsTest {
    private static final long POINTS = Long.getLong("hearth.crash.points", 10_000);
    private static final int LONG_RUN = 3_000;
    private static final int MOST_STARTS = 50;

    @TempDir private Path slow;

    private final long seed = Long.getLong("hearth.seed", System.nanoTime());
    private final AtomicLong nextSeed = new AtomicLong(seed);
    private final CrashCounts counts = new CrashCounts();

    @Test
    @Timeout(600)
    void losesNothingAndOffersNothingTwiceWhateverEffectIsTheLast() throws Exception {
        var folder = memory();
        try (var _ = new WatchedCommits();
                var lanes =
                        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var lane = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                lane.add(
                        () -> {
                            while (counts.points() < POINTS) {
                                explore(folder, nextSeed.getAndIncrement());
                            }
                            return true;
                        });
            }
            for (var done : lanes.invokeAll(lane)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            CrashWorld.remove(folder);
        }
        System.out.printf("crash points of the agent: %s; seed %d%n", counts, seed);
        assertThat(counts.findings()).as("seed %s", seed).isEmpty();
        assertThat(counts.points()).isGreaterThanOrEqualTo(POINTS);
    }

    /// A folder in memory where there is one: what is on the disk is told by the write log.
    private Path memory() throws Exception {
        var shared = Path.of("/dev/shm");
        return Files.createTempDirectory(Files.isWritable(shared) ? shared : slow, "hearth-crash-");
    }

    /// One life without a crash, and from each of its effects a life after it.
    private void explore(Path folder, long worldSeed) {
        var random = new Random(worldSeed);
        var codec = random.nextBoolean() ? BlockCodec.DQ4 : BlockCodec.T3;
        var coordinator =
                new FakeCoordinator(1 + random.nextInt(3), Examples.SERVER, codec)
                        .withLostResiduals();
        var name = "seed " + worldSeed;
        var kept = new ArrayList<CrashWorld.Remains>();
        try (var world =
                new CrashWorld(
                        folder.resolve("home-" + worldSeed),
                        coordinator,
                        Instant.now(),
                        random,
                        counts)) {
            world.keep((_, isCut) -> !isCut || random.nextInt(3) == 0);
            live(world, random.nextInt(3), random.nextInt(4) == 0, name);
            kept.addAll(world.kept());
        }
        for (var remains : kept) {
            recover(remains, false, random, name);
        }
    }

    private void recover(
            CrashWorld.Remains remains, boolean isInRecovery, Random random, String name) {
        counts.point(isInRecovery);
        var where = name + ", after " + remains.effect();
        var kept = new ArrayList<CrashWorld.Remains>();
        try (var world =
                new CrashWorld(
                        remains.home(), remains.coordinator(), remains.at(), random, counts)) {
            if (!isInRecovery) {
                int again = random.nextInt(40);
                boolean cut = random.nextInt(3) == 0;
                world.keep((number, isCut) -> number == again && isCut == cut);
            }
            live(world, random.nextInt(4) == 0 ? 1 : 0, false, where);
            kept.addAll(world.kept());
        }
        for (var second : kept) {
            recover(second, true, random, where + ", then " + second.effect());
        }
    }

    /// Runs until nothing is left to do and says what is not as it should be.
    private void live(CrashWorld world, int interruptions, boolean isSick, String where) {
        var agent = SteppedAgent.open(world.home(), world, interruptions);
        try {
            var delivered = finished(agent);
            world.sick(isSick);
            int steps = 0;
            while (steps++ < LONG_RUN) {
                try {
                    if (!agent.step()) {
                        break;
                    }
                } catch (AgentException sickDisk) {
                    // The process ends here and another begins.
                    ended(agent);
                    agent = restarted(world);
                }
            }
            world.sick(false);
            if (steps >= LONG_RUN) {
                counts.lost(where + ": comes to no end");
            }
            judge(world.coordinator(), agent, delivered, where);
        } finally {
            agent.close();
        }
    }

    private static void ended(SteppedAgent agent) {
        try {
            agent.close();
        } catch (AgentException sickDisk) {
            // What was to be written last is lost, as if the process had been killed.
        }
    }

    /// The disk may be too sick to begin, too; then the next process tries.
    private static SteppedAgent restarted(CrashWorld world) {
        for (int tries = 0; ; tries++) {
            try {
                return SteppedAgent.open(world.home(), world, 0);
            } catch (AgentException stillSick) {
                assertThat(tries).as("starts").isLessThan(MOST_STARTS);
            }
        }
    }

    /// Updates that were on the disk and in the journal.
    private static Map<LeaseId, Sha256> finished(SteppedAgent agent) {
        var found = new HashMap<LeaseId, Sha256>();
        for (var work : agent.found()) {
            if (work.isSubmitting() || work instanceof Work.Trained) {
                work.saved().ifPresent(update -> found.put(work.id(), update.hash()));
            }
        }
        return found;
    }

    private void judge(
            FakeCoordinator coordinator,
            SteppedAgent agent,
            Map<LeaseId, Sha256> finished,
            String where) {
        var receipts = coordinator.receipts();
        var here = agent.receipts();
        counts.receipts(receipts.size());
        receipts.stream()
                .filter(r -> !here.contains(r))
                .forEach(r -> counts.lost(where + ": no receipt of " + r.content().lease()));
        here.stream()
                .filter(r -> !receipts.contains(r))
                .forEach(r -> counts.doubled(where + ": another receipt " + r.content().lease()));
        coordinator.violations().forEach(v -> counts.doubled(where + ": " + v));
        for (var lease : coordinator.leases()) {
            if (lease.receipt.isEmpty() && lease.isLive()) {
                counts.lost(where + ": hangs " + lease.lease.id());
            }
            var update = finished.get(lease.lease.id());
            if (update != null
                    && lease.receipt.filter(r -> r.content().update().equals(update)).isEmpty()) {
                counts.lost(where + ": a finished update of " + lease.lease.id());
            }
        }
    }
}
