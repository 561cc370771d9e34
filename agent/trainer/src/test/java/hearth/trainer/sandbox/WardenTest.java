package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

class WardenTest {
    @TempDir private Path folder;

    /// Its walls are of another system, so to call for them breaks here.
    @Test
    void nobodyWaitsForEverForAChildWhoseWallsBreak() throws Exception {
        var job = JobFolder.create(folder, false);
        var cell =
                new Cell(
                        new View(Path.of(System.getProperty("java.home")), "java"),
                        List.of(),
                        List.of(),
                        job,
                        Limits.ofThisComputer(1),
                        Devices.none(),
                        Map.of());

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThatThrownBy(
                                        () ->
                                                Warden.start(
                                                        List.of(),
                                                        new WindowsJob(),
                                                        cell,
                                                        List.of("sleep", "600"),
                                                        () -> {}))
                                .isInstanceOf(CompletionException.class));

        var left =
                ProcessHandle.current()
                        .children()
                        .filter(
                                child ->
                                        child.info()
                                                .arguments()
                                                .filter(all -> List.of(all).equals(List.of("600")))
                                                .isPresent())
                        .toList();
        assertThat(left)
                .allSatisfy(
                        child -> assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(5)));
    }
}
