package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.trainer.sandbox.JobFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Kills parents, children and sandboxes at random moments: afterwards no process and no folder of
/// theirs is left. `-Dhearth.kills=N` does it N times each; the seed is printed on failure.
@Timeout(300)
@Isolated("kills at moments of a start")
class KillTest {
    static final String CHILD = "hearth.trainer.sandbox.HostileChild";
    static final String MARK = "HEARTH_TEST_MARK";
    private static final int KILLS = Integer.getInteger("hearth.kills", 6);
    private static final int PARENTS = Integer.getInteger("hearth.kills", 2);
    private static final long LATEST_NANOS = Duration.ofMillis(400).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @BeforeEach
    void prepare() throws IOException {
        Trainers.genesis(Trainers.MLP, folder);
        Files.writeString(folder.resolve("shard"), "same-step");
    }

    @Test
    void nothingIsLeftOfAChildWhoseParentIsKilled() throws Exception {
        for (int i = 0; i < PARENTS; i++) {
            var mark = "parent-" + seed + "-" + i;
            var parent = parent(mark);
            try (var words = parent.inputReader(StandardCharsets.UTF_8)) {
                // The last one dies while its child trains, the others at any moment after here.
                awaitWord(words, i == PARENTS - 1 ? "started" : "starting");
                park();
                parent.destroyForcibly();
                // Until it is reaped it counts as alive, and its folder as in use.
                parent.waitFor();
            }
            awaitNobody(mark);
        }
        // Who comes next removes what the dead could not.
        try (var job = JobFolder.create(folder.resolve("work"), false)) {
            assertThat(boxes()).containsExactly(job.folder());
        }
        assertThat(boxes()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAChildThatIsKilledOrWhoseSandboxIs() throws IOException {
        for (int i = 0; i < KILLS; i++) {
            var mark = "child-" + seed + "-" + i;
            var runtime = Trainers.runtime().withSettings(Map.of(MARK, mark));
            var sandbox = runtime.confinement().assessment().sandbox();
            var work = folder.resolve("work");
            try (var trainer = TrainerProcess.start(runtime, work, sandbox, CHILD)) {
                var killer = Thread.ofVirtual().start(() -> killOne(mark));
                var task = Trainers.task(Trainers.MLP, folder, folder.resolve("shard"), 4);
                assertThat(failure(trainer, task)).as("seed %d", seed).isEqualTo("trainer-crashed");
                killer.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            awaitNobody(mark);
            assertThat(boxes()).as("seed %d", seed).isEmpty();
        }
    }

    private static String failure(TrainerProcess trainer, TrainingTask task) {
        try {
            trainer.train(task, progress -> {});
            return "none";
        } catch (TrainerException e) {
            return e.failure().id();
        }
    }

    /// The child itself, or one of the processes that make its sandbox.
    private void killOne(String mark) {
        park();
        var processes = marked(mark);
        assertThat(processes).as("seed %d", seed).isNotEmpty();
        ProcessHandle.of(processes.get(random.nextInt(processes.size())))
                .ifPresent(ProcessHandle::destroyForcibly);
    }

    private void park() {
        LockSupport.parkNanos(random.nextLong(LATEST_NANOS));
    }

    private Process parent(String mark) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledParent.class.getName(),
                        folder.toString(),
                        mark)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitWord(BufferedReader words, String word) throws IOException {
        String line;
        do {
            line = words.readLine();
            assertThat(line).as("the parent ended before it was killed").isNotNull();
        } while (!word.equals(line));
    }

    private void awaitNobody(String mark) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var left = marked(mark);
        while (!left.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            left = marked(mark);
        }
        assertThat(left).as("processes left, seed %d", seed).isEmpty();
    }

    /// All processes that carry the marker in their environment or in their command line.
    private static List<Long> marked(String mark) {
        var found = new ArrayList<Long>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (carries(process, mark)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean carries(Path process, String mark) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
                            .contains(mark)
                    || Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .contains(mark);
        } catch (IOException e) {
            // It ended, or is somebody else's.
            return false;
        }
    }

    private List<Path> boxes() throws IOException {
        var work = folder.resolve("work");
        if (Files.notExists(work)) {
            return List.of();
        }
        try (var entries = Files.list(work)) {
            return entries.toList();
        }
    }
}
