package hearth.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.trainer.ComputeDevice;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;
import hearth.trainer.engine.EngineContent.Member;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Our child and recipes on DJL and libtorch of the CUDA engine's version, on the processor.
@Execution(ExecutionMode.CONCURRENT)
class OtherVersionTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path OTHER = MODULE.resolve("target/other-engine");
    private static final List<Path> CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(Path::of)
                    .toList();

    private static final RecipeConfig GPT =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 2L, "width", 32L, "heads", 2L, "context", 32L)));
    private static final RecipeConfig CNN =
            new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 8L, "hidden", 32L)));

    /// Outside target, so that libtorch is not unpacked again after each clean.
    private static final EngineStore STORE =
            EngineStore.at(Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines"));

    private static final EngineStore OTHER_STORE = EngineStore.at(STORE.folder().resolve("other"));

    @TempDir Path folder;

    @Test
    void trainsTheSameOnTheVersionsOfTheCudaEngine() throws IOException {
        var shipped = ShippedEngine.ready(STORE, CLASS_PATH);
        var other = other();
        assertThat(other.version()).isNotEqualTo(shipped.version());
        for (var recipe : List.of(GPT, CNN)) {
            var ours = train(shipped, recipe);
            var theirs = train(other, recipe);
            assertThat((double) theirs.firstLoss()).isCloseTo(ours.firstLoss(), within(1e-4));
            assertThat((double) theirs.lastLoss()).isCloseTo(ours.lastLoss(), within(1e-2));
        }
    }

    @Test
    void theTrialAcceptsBothVersions() throws IOException {
        var shipped = ShippedEngine.ready(STORE, CLASS_PATH);
        var trial = new EngineTrial(runtime(shipped), folder.resolve("trial"));
        assertThat(trial.of(shipped)).isEmpty();
        assertThat(trial.of(other())).isEmpty();
        assertThat(folder.resolve("trial")).doesNotExist();
    }

    @Test
    void theTrialRefusesADeviceThatIsNotThereAndSaysWhy() {
        var shipped = ShippedEngine.ready(STORE, CLASS_PATH);
        var trial = new EngineTrial(runtime(shipped), folder.resolve("trial"));
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

    private TrainingEngine other() throws IOException {
        var natives = jar("pytorch-native-cpu");
        var jni = jar("pytorch-jni");
        var listed = EngineListing.list(natives, jni);
        var members = new ArrayList<>(listed.members());
        for (var jar : List.of(jar("api"), jar("pytorch-engine"))) {
            String name = jar.getFileName().toString();
            members.add(new Member(name, "", name, Files.size(jar), Sha256.ofFile(jar)));
        }
        // Named apart, so that it and the shipped one do not replace each other.
        var content = new EngineContent("other-" + listed.id(), listed.version(), "cpu", members);
        var place = OTHER_STORE.ready(content, name -> Optional.of(OTHER.resolve(name)));
        return InstalledEngine.of(content, ComputeDevice.CPU, place, CLASS_PATH, Optional.empty());
    }

    private static Path jar(String artifact) throws IOException {
        try (var jars = Files.list(OTHER)) {
            return jars.filter(j -> j.getFileName().toString().matches(artifact + "-\\d.*"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(OTHER + " lacks " + artifact));
        }
    }

    private TrainingResult train(TrainingEngine engine, RecipeConfig recipe) throws IOException {
        var parameters = folder.resolve("parameters");
        Safetensors.writeFloats(parameters, Recipes.parameters(recipe), Recipes.genesis(recipe, 1));
        var shard = folder.resolve("shard");
        var bytes = new byte[785 * 200];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 785 == 784 ? i / 785 % 10 : i * 31 / 785 % 97);
        }
        Files.write(shard, bytes);
        var task =
                new TrainingTask(
                        recipe,
                        parameters,
                        shard,
                        3,
                        20,
                        2,
                        8,
                        3e-3,
                        0.1,
                        1.0,
                        folder.resolve("difference"));
        try (var child = TrainerProcess.start(runtime(engine), folder.resolve("work"))) {
            return child.train(task, progress -> {});
        }
    }

    private static TrainerRuntime runtime(TrainingEngine engine) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return TrainerRuntime.of(java, engine, MODULE.resolve("target/recipes"), 1);
    }
}
