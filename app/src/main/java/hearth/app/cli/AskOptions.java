package hearth.app.cli;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.owner.JobFolder;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// What `hearth job new --inference` lets an owner choose.
final class AskOptions {
    private static final String MODEL = "model.safetensors";
    private static final String MANIFEST = "manifest.json";

    @Option(
            names = "--inference",
            paramLabel = "MODEL",
            description =
                    "Ask a finished model instead of training one: a folder that hearth job download made, a finished job's name, or a safetensors file with --recipe and --size. The data is then prompts (lines of text, or JSONL with \"prompt\"), CSV rows without labels, or pictures (PNG, JPEG, PGM).")
    private @Nullable String model;

    @Option(
            names = "--answer-bytes",
            defaultValue = "64",
            description = "Bytes that the model writes after each prompt. Default: 64.")
    private int bytes;

    @Option(
            names = "--temperature",
            defaultValue = "0",
            description =
                    "0 takes the likeliest byte each time, 1 draws as the model expects; --seed decides what is drawn. Default: 0.")
    private BigDecimal temperature = BigDecimal.ZERO;

    @Option(
            names = "--lease-inputs",
            defaultValue = "64",
            description = "Inputs that one computer answers at a time, at most. Default: 64.")
    private int inputs;

    /// @param recipe as the model's own manifest has it; absent for a bare file
    record Model(Path file, Optional<RecipeConfig> recipe) {}

    boolean isGiven() {
        return model != null;
    }

    int bytes() {
        return bytes;
    }

    BigDecimal temperature() {
        return temperature;
    }

    int inputs() {
        return inputs;
    }

    /// The model that is meant; that of a job is fetched from the coordinator.
    Model model(CommandLine line, HearthHome home, Consumer<String> progress) {
        if (bytes < 1 || inputs < 1 || temperature.signum() < 0) {
            throw new ParameterException(
                    line,
                    "--answer-bytes and --lease-inputs are above zero, --temperature not below.");
        }
        var meant = Optional.ofNullable(model).orElseThrow();
        var path = Path.of(meant);
        if (Files.isRegularFile(path)) {
            return new Model(path, Optional.empty());
        }
        if (Files.isRegularFile(path.resolve(MODEL))) {
            return new Model(path.resolve(MODEL), Optional.of(recipe(path.resolve(MANIFEST))));
        }
        if (Files.exists(path) || path.getNameCount() != 1) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    meant
                            + " is no model: name a safetensors file, a folder that hearth job"
                            + " download made, or a job.");
        }
        var job = JobFolder.find(home, Optional.of(meant));
        if (job.manifest().inference().isPresent()) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "The job " + job.id() + " made no model; it asked one.");
        }
        try (var desk = JobCommand.desk(home, progress)) {
            var file = Files.createTempFile("hearth-model", ".safetensors");
            file.toFile().deleteOnExit();
            desk.checkpoint(job, file);
            return new Model(file, Optional.of(job.manifest().recipe()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecipeConfig recipe(Path manifest) {
        try {
            return Json.read(Files.readAllBytes(manifest), Manifest.class).recipe();
        } catch (MalformedMessageException | IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, manifest + " does not say what the model is.", e);
        }
    }
}
