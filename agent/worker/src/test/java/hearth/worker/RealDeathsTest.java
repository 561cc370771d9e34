package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import hearth.protocol.Receipt;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.opentest4j.TestAbortedException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Ends a real agent process at random moments, by SIGKILL and by cutting the power of its disk,
/// and starts it again, over and over. At the end everything that the coordinator received is
/// known, and nothing was offered twice.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
class RealDeathsTest {
    private static final int LANES = 2;
    private static final int KILLS = Integer.getInteger("hearth.kills", 100);
    private static final int CUTS = Integer.getInteger("hearth.cuts", 50);
    private static final long SEED = Long.getLong("hearth.seed", new Random().nextInt(1 << 20));

    /// Enough that no lane runs out of work.
    private static final int LEASES = 4000;

    /// Within which an agent that works is ended.
    private static final int LIFE_MS = 500;

    /// Within which some are ended that have just been started.
    private static final int BIRTH_MS = 500;

    @TempDir private static Path shared;
    private static SharedClasses classes;

    @TempDir private Path folder;

    @BeforeAll
    static void archiveTheClasses() throws Exception {
        try (var coordinator = new FakeCoordinator(0)) {
            classes = SharedClasses.in(shared, coordinator);
        }
    }

    @Test
    @Timeout(600)
    void losesNothingOverAHundredKills() throws Exception {
        int receipts = inLanes(lane -> kills(folder.resolve(lane.name()), lane.random()));
        System.out.printf(
                "kills %d, receipts %d, lost 0, doubled 0; seed %d%n", KILLS, receipts, SEED);
    }

    @Test
    @Timeout(600)
    void losesNothingOverFiftyPowerCuts() throws Exception {
        int receipts = inLanes(this::cuts);
        System.out.printf(
                "power cuts %d, receipts %d, lost 0, doubled 0; seed %d%n", CUTS, receipts, SEED);
    }

    /// What belongs to one agent that dies over and over.
    private record Lane(String name, Random random) {}

    private interface Deaths {
        /// @return how many receipts there are
        int in(Lane lane) throws Exception;
    }

    private static int inLanes(Deaths deaths) throws Exception {
        try (var lanes = Executors.newFixedThreadPool(LANES)) {
            var ends =
                    IntStream.range(0, LANES)
                            .mapToObj(i -> new Lane("lane" + i, new Random(SEED + i)))
                            .map(lane -> lanes.submit(() -> deaths.in(lane)))
                            .toList();
            int receipts = 0;
            for (var end : ends) {
                receipts += end.get();
            }
            return receipts;
        } catch (ExecutionException e) {
            // JUnit knows an aborted test only by its own exception.
            if (e.getCause() instanceof TestAbortedException aborted) {
                throw aborted;
            }
            throw e;
        }
    }

    private int kills(Path home, Random random) throws Exception {
        try (var coordinator = new FakeCoordinator(LEASES)) {
            settle(home, coordinator);
            for (int i = 0; i < KILLS / LANES; i++) {
                var agent = start(home, coordinator, i);
                live(agent, i, coordinator, random);
                end(agent);
            }
            return checked(home, coordinator, KILLS / LANES);
        }
    }

    /// Only the mortal agents use the disk: this process would keep it busy with the files that it
    /// has mapped.
    private int cuts(Lane lane) throws Exception {
        var place = folder.resolve(lane.name());
        var found = LoopDisk.in(place.resolve("disk"));
        if (found.isEmpty()) {
            var why = "POWER CUTS NOT TRIED: they need root, loop devices and mkfs.ext4";
            System.out.println(why);
            abort(why);
        }
        var before = place.resolve("before");
        var after = place.resolve("after");
        try (var disk = found.orElseThrow();
                var coordinator = new FakeCoordinator(LEASES)) {
            var home = disk.root().resolve("home");
            settle(before, coordinator);
            copy(before, home);
            disk.sync();
            for (int i = 0; i < CUTS / LANES; i++) {
                var agent = start(home, coordinator, i);
                live(agent, i, coordinator, lane.random());
                disk.cutPower();
                end(agent);
                disk.restorePower();
            }
            copy(home, after);
            return checked(after, coordinator, CUTS / LANES);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                } else if (Files.isRegularFile(file)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private static void settle(Path home, FakeCoordinator coordinator) throws IOException {
        Files.createDirectories(home);
        try (var fixture = new AgentFixture(home, coordinator)) {
            var usual = TransferLimits.standard();
            fixture.agent
                    .link()
                    .limit(
                            new TransferLimits(
                                    usual.bytesPerDay(), usual.bytesPerMonth(), 64L << 20, 0));
            fixture.sharing().awaitResults(1);
        }
    }

    private Process start(Path home, FakeCoordinator coordinator, int number) throws IOException {
        return classes.agent(home, coordinator, number)
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "errors")))
                .start();
    }

    /// Mostly until a moment of its work, sometimes only until one of its start; every eighth until
    /// it has a receipt, so that work is done between the deaths on the busiest machine, too.
    private void live(Process agent, int number, FakeCoordinator coordinator, Random random)
            throws Exception {
        boolean isLong = number % 8 == 0;
        int before = coordinator.receipts().size();
        if (!isLong && random.nextInt(6) == 0) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(BIRTH_MS));
            return;
        }
        try (var said = agent.inputReader()) {
            assertThat(said.readLine()).as(this::errors).isEqualTo("ready");
        }
        while (isLong && coordinator.receipts().size() == before) {
            TimeUnit.MILLISECONDS.sleep(2);
            assertThat(agent.isAlive()).as(this::errors).isTrue();
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LIFE_MS));
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("errors"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process agent) throws InterruptedException {
        agent.destroyForcibly();
        assertThat(agent.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /// @return how many receipts there are
    private static int checked(Path home, FakeCoordinator coordinator, int deaths) {
        coordinator.endWork();
        try (var fixture = new AgentFixture(home, coordinator)) {
            fixture.await(
                    "all sent",
                    s ->
                            s.reasons().contains(new AgentSnapshot.Reason("no-work", ""))
                                    && s.earnings().acceptedResults()
                                            == coordinator.receipts().size());
        }
        List<Receipt> kept;
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            kept = records.leases().receipts();
        }
        assertThat(kept)
                .as("seed %s", SEED)
                .containsExactlyInAnyOrderElementsOf(coordinator.receipts());
        assertThat(kept.size()).as("work was done between the deaths").isGreaterThan(deaths / 10);
        assertThat(coordinator.violations()).as("seed %s", SEED).isEmpty();
        return kept.size();
    }
}
