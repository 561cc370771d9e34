package hearth.trainer.engine;

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

/// DJL and libtorch of the CUDA engine's version, for the processor, as the catalogue would list
/// them: an engine that brings its own Java archives.
final class OtherEngine {
    static final List<Path> CLASS_PATH =
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(Path::of)
                    .toList();

    /// Outside target, so that libtorch is not unpacked again after each clean.
    static final EngineStore STORE =
            EngineStore.at(Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines"));

    static final RecipeConfig GPT =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 2L, "width", 32L, "heads", 2L, "context", 32L)));
    static final RecipeConfig CNN =
            new RecipeConfig("cnn", new TreeMap<>(Map.of("channels", 8L, "hidden", 32L)));

    private static final EngineStore OTHER_STORE = EngineStore.at(STORE.folder().resolve("other"));
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path ARCHIVES = MODULE.resolve("target/other-engine");

    private OtherEngine() {}

    static EngineContent content() throws IOException {
        var listed = EngineListing.list(jar("pytorch-native-cpu"), jar("pytorch-jni"));
        var members = new ArrayList<>(listed.members());
        for (var jar : List.of(jar("api"), jar("pytorch-engine"))) {
            String name = jar.getFileName().toString();
            members.add(new Member(name, "", name, Files.size(jar), Sha256.ofFile(jar)));
        }
        // Named apart, so that it and the shipped one do not replace each other.
        return new EngineContent("other-" + listed.id(), listed.version(), "cpu", members);
    }

    static TrainingEngine unpacked() throws IOException {
        var content = content();
        var place = OTHER_STORE.ready(content, name -> Optional.of(ARCHIVES.resolve(name)));
        return InstalledEngine.of(content, ComputeDevice.CPU, place, CLASS_PATH, Optional.empty());
    }

    static Path jar(String artifact) throws IOException {
        try (var jars = Files.list(ARCHIVES)) {
            return jars.filter(j -> j.getFileName().toString().matches(artifact + "-\\d.*"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(ARCHIVES + " lacks " + artifact));
        }
    }

    /// Twenty steps in a child of that engine.
    static TrainingResult train(TrainingEngine engine, RecipeConfig recipe, Path folder)
            throws IOException {
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

    static TrainerRuntime runtime(TrainingEngine engine) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        return TrainerRuntime.of(java, engine, MODULE.resolve("target/recipes"), 1);
    }
}
