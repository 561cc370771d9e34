package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.trainer.ComputeDevice;
import hearth.trainer.TrainingEngine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Our child and recipes on DJL and libtorch of the CUDA engine's version, on the processor.
class OtherVersionTest {
    @TempDir Path folder;

    @Test
    void trainsTheSameOnTheVersionsOfTheCudaEngine() throws IOException {
        var shipped = ShippedEngine.ready(OtherEngine.STORE, OtherEngine.CLASS_PATH);
        var other = OtherEngine.unpacked();
        assertThat(other.version()).isNotEqualTo(shipped.version());
        for (var recipe : List.of(OtherEngine.GPT, OtherEngine.CNN)) {
            var ours = OtherEngine.train(shipped, recipe, folder);
            var theirs = OtherEngine.train(other, recipe, folder);
            assertThat((double) theirs.firstLoss()).isCloseTo(ours.firstLoss(), within(1e-4));
            assertThat((double) theirs.lastLoss()).isCloseTo(ours.lastLoss(), within(1e-2));
        }
    }

    @Test
    void theTrialAcceptsBothVersions() throws IOException {
        var shipped = ShippedEngine.ready(OtherEngine.STORE, OtherEngine.CLASS_PATH);
        var trial = new EngineTrial(OtherEngine.runtime(shipped), folder.resolve("trial"));
        assertThat(trial.of(shipped)).isEmpty();
        assertThat(trial.of(OtherEngine.unpacked())).isEmpty();
        assertThat(folder.resolve("trial")).doesNotExist();
    }

    @Test
    void theTrialRefusesADeviceThatIsNotThereAndSaysWhy() {
        var shipped = ShippedEngine.ready(OtherEngine.STORE, OtherEngine.CLASS_PATH);
        var trial = new EngineTrial(OtherEngine.runtime(shipped), folder.resolve("trial"));
        var cuda =
                new TrainingEngine(
                        shipped.id(),
                        ComputeDevice.CUDA,
                        shipped.classPath(),
                        shipped.libraries(),
                        shipped.version(),
                        shipped.flavor(),
                        Optional.of("GPU-0"));
        assertThat(trial.of(cuda))
                .hasValueSatisfying(
                        problem -> {
                            assertThat(problem.id()).isEqualTo("engine-probe");
                            assertThat(problem.text()).contains("CUDA");
                        });
    }
}
