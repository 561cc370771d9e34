package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.BlockCodec;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Ends the agent before and after each of its effects on the coordinator: at that moment its home
/// folder is copied as a dead machine would leave it, the coordinator hears nothing more from the
/// old agent, and a new agent starts from the copy. This is the whole agent with its threads, so it
/// takes some of the effects; [CrashPointsTest] takes all of them.
class CrashPointTest {
    private static final int LEASES = 3;

    private static final int EVERY = 4;

    /// Long enough that the next lease is fetched and the last update is sent meanwhile.
    private static final Duration STEP = Duration.ofMillis(6);

    @TempDir private Path folder;

    /// With a thin codec each update must also go on from the residual of the counted one before
    /// it.
    @ParameterizedTest
    @EnumSource(names = {"DQ4", "T3"})
    @Timeout(120)
    void losesNoReceiptAndOffersNothingTwiceWhereverItDies(BlockCodec codec) throws Exception {
        int point = new Random().nextInt(EVERY);
        while (diesAt(point, codec)) {
            point += EVERY;
        }

        assertThat(point).as("effects of %s leases", LEASES).isGreaterThan(30);
    }

    /// @return whether the agent came to this point before all leases were done
    private boolean diesAt(int point, BlockCodec codec) throws Exception {
        var home = Files.createDirectories(folder.resolve("home-" + point));
        var copy = folder.resolve("copy-" + point);
        try (var coordinator = new FakeCoordinator(LEASES, Examples.SERVER, codec)) {
            boolean died = runUntil(point, home, copy, coordinator);
            if (!died) {
                return false;
            }
            coordinator.down(false);
            coordinator.effects(_ -> {});
            recover(point, copy, coordinator);
            return true;
        }
    }

    private static boolean runUntil(int point, Path home, Path copy, FakeCoordinator coordinator)
            throws Exception {
        var seen = new AtomicInteger();
        var died = new CountDownLatch(1);
        try (var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.pace(STEP);
            fixture.agent.link().bindPayout(AgentFixture.binding());
            coordinator.effects(
                    _ -> {
                        if (seen.getAndIncrement() == point) {
                            coordinator.down(true);
                            copy(home, copy);
                            died.countDown();
                        }
                    });
            fixture.agent.link().share(true);
            while (!died.await(20, TimeUnit.MILLISECONDS)) {
                if (fixture.snapshot().recent().size() == LEASES) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void recover(int point, Path copy, FakeCoordinator coordinator) {
        try (var fixture = new AgentFixture(copy, coordinator)) {
            fixture.await(
                    "recovery from point " + point,
                    s ->
                            s.recent().size() == coordinator.receipts().size()
                                    && s.reasons()
                                            .equals(
                                                    List.of(
                                                            new AgentSnapshot.Reason(
                                                                    "no-work", ""))));
        }
        try (var records = AgentRecords.open(copy.resolve("journal.db"), Clock.systemUTC())) {
            assertThat(records.leases().receipts())
                    .as("receipts after point %s", point)
                    .containsExactlyInAnyOrderElementsOf(coordinator.receipts());
        }
        assertThat(coordinator.violations()).as("after point %s", point).isEmpty();
        assertThat(coordinator.leases())
                .as("leases after point %s", point)
                .allMatch(lease -> lease.receipt.isPresent() || lease.released);
    }

    /// Update files come and go while the copy is made; a dead machine has all that its journal
    /// names. So they are copied before it, for those that go meanwhile, and after it, for those
    /// that a listing made too early did not show.
    private static void copy(Path home, Path copy) {
        copyContent(home, copy);
        copyAll(home, copy);
        copyContent(home, copy);
    }

    private static void copyContent(Path home, Path copy) {
        for (var name : List.of("updates", "residuals")) {
            if (Files.exists(home.resolve(name))) {
                copyAll(home.resolve(name), copy.resolve(name));
            }
        }
    }

    /// The database first and its log after it, as a crash leaves them: what the log holds more is
    /// committed.
    private static void copyAll(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.sorted().toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.isRegularFile(file) && !file.endsWith("journal.db-shm")) {
                    copyFile(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyFile(Path file, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        try {
            Files.copy(file, target);
        } catch (NoSuchFileException movedMeanwhile) {
            assertThat(file.toString()).containsAnyOf(".part", "delta-", "updates", "residuals");
        }
    }
}
