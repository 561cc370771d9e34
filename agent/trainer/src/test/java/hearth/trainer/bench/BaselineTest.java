package hearth.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

class BaselineTest {
    private static final RecipeConfig GPT =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 4L)));

    @TempDir private Path folder;

    @Test
    void bothSidesGetTheSameStart() throws IOException {
        var task = problem().task();
        var plain = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("case/parameters")));
        plain.order(ByteOrder.nativeOrder());
        var start = Safetensors.read(task.parameters());
        for (var spec : Recipes.parameters(GPT)) {
            for (float value : start.tensor(spec.name()).floats()) {
                assertThat(plain.getFloat()).isEqualTo(value);
            }
        }
        assertThat(plain.remaining()).isZero();
        assertThat(Files.readAllLines(folder.resolve("case/shapes")))
                .hasSize(Recipes.parameters(GPT).size())
                .contains("24 8", "8", "256 8");
    }

    @Test
    void bothSidesGetTheSameBatches() throws IOException {
        var task = problem().task();
        var drawn = ByteBuffer.allocate(task.steps() * task.batch() * 5);
        var shard = ByteBuffer.wrap(Files.readAllBytes(task.shard()));
        for (int step = 0; step < task.steps(); step++) {
            Recipes.of(GPT).draw(shard, task.seed(), step, task.batch(), drawn);
        }
        assertThat(Files.readAllBytes(folder.resolve("case/batches"))).isEqualTo(drawn.array());
    }

    @Test
    void saysThatTheCompilerIsMissing() {
        var program = new BaselineProgram("no-such-compiler", folder, folder.resolve("bench"));
        assertThatExceptionOfType(MissingPartException.class)
                .isThrownBy(() -> program.compile(folder))
                .withMessageContaining("there is no no-such-compiler on the PATH");
    }

    @Test
    void saysThatTheHeadersAreMissing() {
        assertThatExceptionOfType(MissingPartException.class)
                .isThrownBy(() -> Headers.in(folder))
                .withMessageContaining("There is no ATen/ATen.h in " + folder);
    }

    @Test
    void aProcessWithoutThisLibtorchIsNotOurTrainer() throws IOException {
        Files.createFile(folder.resolve("libtorch_cpu.so"));
        assertThatExceptionOfType(MissingPartException.class)
                .isThrownBy(() -> EngineProcess.within(ProcessHandle.current().pid(), folder))
                .withMessageContaining("libtorch_cpu.so");
    }

    private Problem problem() throws IOException {
        var text = Files.writeString(folder.resolve("text"), "Call me Ishmael. Some years ago");
        return Problem.write(new BenchCase("tiny", GPT, text, 3, 1, 5), folder.resolve("case"));
    }
}
