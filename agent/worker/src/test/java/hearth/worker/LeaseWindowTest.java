package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.protocol.Json;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.ProgressCheckpoint;
import hearth.trainer.ProgressFolder;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

class LeaseWindowTest {
    private static final int SIZE = 20_000;
    private static final TensorSpec SPEC = new TensorSpec("weight", List.of((long) SIZE));
    private static final float[] BEGIN = noise(1, 1);
    private static final float[] FIRST = noise(2, 0.01f);
    private static final float[] SECOND = noise(3, 0.01f);
    private static final float[] THIRD = noise(4, 0.01f);

    @TempDir private Path folder;
    private List<LeaseWindow> original;

    @BeforeEach
    void train() throws IOException {
        original = train("original", FIRST, SECOND, THIRD);
    }

    @Test
    void theSameTrainingIsTheSameInEachWindow() throws IOException {
        var again = train("again", FIRST, SECOND, THIRD);

        assertThat(LeaseWindow.compare(again, stored(original)))
                .hasSize(3)
                .allMatch(Rerun.Window::identical)
                .allMatch(w -> w.relativeDistance().orElseThrow() == 0)
                .extracting(Rerun.Window::step)
                .containsExactly(50, 100, 120);
    }

    @Test
    void aWindowThatWentElsewhereIsToldWithItsDistance() throws IOException {
        var other = train("other", FIRST, sum(SECOND, noise(5, 0.002f)), THIRD);

        var windows = LeaseWindow.compare(other, stored(original));

        assertThat(windows).extracting(Rerun.Window::identical).containsExactly(true, false, false);
        assertThat(windows.get(1).relativeDistance().orElseThrow()).isCloseTo(0.2, within(0.016));
        assertThat(windows.get(2).relativeDistance().orElseThrow()).isLessThan(1e-4);
    }

    @Test
    void anEndAtAnotherStepIsNotCompared() throws IOException {
        var shorter = train("shorter", FIRST, SECOND);

        assertThat(LeaseWindow.compare(shorter, original))
                .extracting(Rerun.Window::step)
                .containsExactly(50);
    }

    /// The journal keeps them as text.
    private static List<LeaseWindow> stored(List<LeaseWindow> windows) {
        return List.of(Json.read(Json.text(windows), LeaseWindow[].class));
    }

    /// A training whose windows move the parameters so; the last one ends 20 steps after the
    /// checkpoint before it.
    private List<LeaseWindow> train(String name, float[]... moves) throws IOException {
        var begin = write(name + "-begin", BEGIN);
        var progress = folder.resolve(name);
        var kept = new ProgressFolder(progress, Sha256.of("task"), "this");
        float[] at = BEGIN;
        float[] moved = new float[SIZE];
        for (int i = 0; i < moves.length; i++) {
            moved = sum(moved, moves[i]);
            at = sum(BEGIN, moved);
            if (i < moves.length - 1) {
                kept.keep(checkpoint(ProgressFolder.WINDOW * (i + 1), at));
            }
        }
        int steps = ProgressFolder.WINDOW * (moves.length - 1) + 20;
        return LeaseWindow.of(begin, progress, write(name + "-difference", moved), steps);
    }

    private static ProgressCheckpoint checkpoint(int steps, float[] parameters) {
        var content = new Safetensors.Content(new TreeMap<>(), tensors(parameters));
        return ProgressCheckpoint.of(
                steps,
                Duration.ZERO,
                Map.of(
                        ProgressFolder.PARAMETERS, content,
                        ProgressFolder.FIRST, content,
                        ProgressFolder.SECOND, content,
                        ProgressFolder.STEPS, content));
    }

    private static SortedMap<String, Tensor> tensors(float[] values) {
        return new TreeMap<>(Map.of(SPEC.name(), Tensor.ofFloats(values, SPEC.shape())));
    }

    private Path write(String name, float[] values) {
        var file = folder.resolve(name + ".safetensors");
        Safetensors.writeFloats(file, List.of(SPEC), Map.of(SPEC.name(), values));
        return file;
    }

    private static float[] noise(long seed, float size) {
        var random = new Random(seed);
        var values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) random.nextGaussian() * size;
        }
        return values;
    }

    private static float[] sum(float[] a, float[] b) {
        var sum = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
