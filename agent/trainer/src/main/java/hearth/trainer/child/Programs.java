package hearth.trainer.child;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.trainer.TrainerFailure.Reason;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The loaded recipes. Trainer thread only.
final class Programs {
    private static final String ENGINE = "PyTorch";

    private final Path recipes;
    private final Placement placement;
    private final Map<String, Program> loaded = new HashMap<>();

    Programs(Path recipes, Placement placement) {
        this.recipes = recipes;
        this.placement = placement;
    }

    static void loadEngine() {
        Engine.getEngine(ENGINE);
        // The engine turns it off on the thread that loads it.
        JniUtils.setGradMode(true);
    }

    /// A stranger's program in place of the recipe's own. This child runs nothing else.
    Program load(Path archive) throws IOException {
        return open("stranger", archive);
    }

    Program load(RecipeConfig config) throws IOException {
        var program = loaded.get(config.recipe());
        if (program == null) {
            program = open(config.recipe(), archive(config.recipe()));
            loaded.put(config.recipe(), program);
        }
        return program;
    }

    /// Names what decides the bits that a recipe's program computes here: the program, libtorch,
    /// its device and its threads.
    ///
    /// @param stranger archive that takes the place of the recipe's
    String computer(RecipeConfig config, Optional<Path> stranger) {
        return String.join(
                " ",
                Sha256.ofFile(stranger.orElseGet(() -> archive(config.recipe()))).hex(),
                Engine.getEngine(ENGINE).getVersion(),
                placement.name(),
                System.getProperty("ai.djl.pytorch.num_threads", ""));
    }

    private Path archive(String name) {
        return recipes.resolve(name + ".pt");
    }

    private Program open(String name, Path archive) throws IOException {
        // A recipe has no parameters of its own: what it is given decides where it computes.
        var model = Model.newInstance(name, Device.cpu(), ENGINE);
        try {
            model.load(archive, null, Map.of("trainParam", "true"));
            return new Program(model, placement);
        } catch (MalformedModelException e) {
            model.close();
            throw new RefusedException(Reason.BAD_RECIPE, e);
        }
    }
}
