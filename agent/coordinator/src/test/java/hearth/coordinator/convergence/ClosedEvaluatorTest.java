package hearth.coordinator.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.storage.FileBlobStore;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerRuntime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/// What a coordinator leaves running when it ends: nothing, whenever the end comes. Alone, since it
/// counts what this process started, which the tests beside it do too.
@Isolated
class ClosedEvaluatorTest {
    private static final Duration START = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private TrainerEvaluator evaluator;
    private Set<ProcessHandle> before;

    @BeforeEach
    void open() throws IOException {
        TrainerRuntime runtime = ConvergenceTest.runtime();
        // The walls are tried out once, by children of their own.
        runtime.confinement().assessment();
        before = children();
        evaluator = new TrainerEvaluator(runtime, folder.resolve("trainer"));
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().descendants().collect(Collectors.toSet());
    }

    private List<ProcessHandle> started() {
        return children().stream().filter(child -> !before.contains(child)).toList();
    }

    private void ask() {
        var job = PracticeJobs.of(Path.of("target/practice")).getFirst();
        var blobs = new FileBlobStore(folder.resolve("blobs"));
        job.shards().forEach(blobs::put);
        blobs.put(job.heldOut());
        evaluator.evaluate(job.manifest(), evaluator.base(job.manifest(), blobs), blobs);
    }

    @Test
    void nothingStartsOnceItIsClosed() {
        evaluator.close();
        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e -> assertThat(e.failure()).isEqualTo(new TrainerFailure.Closed()));
        assertThat(started()).isEmpty();
    }

    @Test
    void aChildThatIsStillLoadingEndsWithIt() throws InterruptedException {
        var asked = CompletableFuture.runAsync(this::ask);
        long latest = System.nanoTime() + START.toNanos();
        while (started().isEmpty() && !asked.isDone() && System.nanoTime() < latest) {
            Thread.sleep(5);
        }
        evaluator.close();
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TrainerException.class,
                        e -> assertThat(e.failure()).isEqualTo(new TrainerFailure.Closed()));
        // The kernel ends what is inside of the sandbox once its first process is gone.
        long gone = System.nanoTime() + START.toNanos();
        while (!started().isEmpty() && System.nanoTime() < gone) {
            Thread.sleep(5);
        }
        assertThat(started()).isEmpty();
    }
}
