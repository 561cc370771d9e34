package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class ProgressFolderTest {
    private static final Sha256 TASK = Sha256.of("this task");
    private static final String ENGINE = "libtorch, 1 thread";
    @TempDir Path folder;

    @Test
    void whatWasKeptIsFoundAgain() throws IOException {
        var checkpoint = checkpoint(7);
        progress().keep(checkpoint);
        assertThat(progress().newest(7)).contains(checkpoint);
        assertThat(progress().newest(6)).isEmpty();
    }

    @Test
    void windowsStayAndWhatLiesBetweenGoesWithTheNext() throws IOException {
        for (int steps : new int[] {20, 50, 70, 80, 100, 110}) {
            progress().keep(checkpoint(steps));
        }
        assertThat(ProgressFolder.kept(folder))
                .extracting(ProgressFolder.Kept::steps)
                .containsExactly(50, 100, 110);
        assertThat(progress().newest(1000)).contains(checkpoint(110));
    }

    @Test
    void aFolderThatIsAbsentHoldsNothing() {
        var absent = folder.resolve("absent");
        assertThat(ProgressFolder.kept(absent)).isEmpty();
        assertThat(new ProgressFolder(absent, TASK, ENGINE).newest(9)).isEmpty();
    }

    @Test
    void progressOfAnotherTaskIsRemoved() throws IOException {
        new ProgressFolder(folder, Sha256.of("another task"), ENGINE).keep(checkpoint(7));
        assertThat(progress().newest(7)).isEmpty();
        progress().keep(checkpoint(7));
        assertThat(progress().newest(7)).contains(checkpoint(7));
    }

    @Test
    void progressOfAnotherEngineIsNoneButCanBeReadAsTheTasks() throws IOException {
        new ProgressFolder(folder, TASK, "libtorch, 2 threads").keep(checkpoint(7));
        assertThat(ProgressFolder.read(folder.resolve("step-000007"), TASK))
                .isEqualTo(checkpoint(7));
        assertThatThrownBy(
                        () ->
                                ProgressFolder.read(
                                        folder.resolve("step-000007"), Sha256.of("other")))
                .isInstanceOf(MalformedMessageException.class);
        assertThat(progress().newest(7)).isEmpty();
    }

    @Test
    void aTornPartIsNoticedAndTheOlderCheckpointServes() throws IOException {
        progress().keep(checkpoint(50));
        for (var part : List.of("parameters", "first", "second", "steps")) {
            for (int fromEnd : new int[] {1, 5}) {
                progress().keep(checkpoint(60));
                flip(folder.resolve("step-000060").resolve(part + ".safetensors"), fromEnd);
                assertThat(progress().newest(60)).contains(checkpoint(50));
            }
            progress().keep(checkpoint(60));
            truncate(folder.resolve("step-000060").resolve(part + ".safetensors"));
            assertThat(progress().newest(60)).contains(checkpoint(50));
        }
    }

    @Test
    void aCheckpointWithoutOrWithABrokenMarkIsNone() throws IOException {
        progress().keep(checkpoint(9));
        truncate(folder.resolve("step-000009/progress.json"));
        assertThat(progress().newest(9)).isEmpty();
        progress().keep(checkpoint(9));
        Files.delete(folder.resolve("step-000009/progress.json"));
        assertThat(progress().newest(9)).isEmpty();
    }

    @Test
    void aCheckpointUnderAnothersNameIsNone() throws IOException {
        progress().keep(checkpoint(9));
        Files.move(folder.resolve("step-000009"), folder.resolve("step-000010"));
        assertThat(progress().newest(10)).isEmpty();
    }

    @Test
    void anUnfinishedCheckpointIsOverwritten() throws IOException {
        Files.createDirectories(folder.resolve("step-000009.part"));
        Files.writeString(folder.resolve("step-000009.part/parameters.safetensors"), "half");
        Files.writeString(folder.resolve("notes"), "not progress");
        assertThat(ProgressFolder.kept(folder)).isEmpty();
        progress().keep(checkpoint(9));
        assertThat(progress().newest(9)).contains(checkpoint(9));
    }

    private ProgressFolder progress() {
        return new ProgressFolder(folder, TASK, ENGINE);
    }

    private static ProgressCheckpoint checkpoint(int steps) {
        return ProgressCheckpoint.of(
                steps,
                Duration.ofNanos(1_234_567_891L + steps),
                Map.of(
                        ProgressFolder.PARAMETERS, content(steps),
                        ProgressFolder.FIRST, content(steps + 1),
                        ProgressFolder.SECOND, content(steps + 2),
                        ProgressFolder.STEPS, content(steps + 3)));
    }

    private static Safetensors.Content content(float value) {
        var tensors = new TreeMap<String, Tensor>();
        tensors.put("a", Tensor.ofFloats(new float[] {value, 1}, List.of(2L)));
        tensors.put("b", Tensor.ofFloats(new float[] {-value}, List.of(1L, 1L)));
        return new Safetensors.Content(new TreeMap<>(), tensors);
    }

    private static void flip(Path file, int fromEnd) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - fromEnd] ^= 1;
        Files.write(file, bytes);
    }

    private static void truncate(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 4));
    }
}
