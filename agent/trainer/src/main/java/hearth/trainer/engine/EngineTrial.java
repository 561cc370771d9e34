package hearth.trainer.engine;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Trains a very small network for a few steps in a child on the engine, and looks at the numbers.
public final class EngineTrial implements EngineChoice.Trial {
    private static final RecipeConfig RECIPE =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 1L, "width", 32L, "heads", 2L, "context", 16L)));
    private static final int STEPS = 8;

    /// A network that knows nothing gives each of the 256 bytes the same chance.
    private static final double KNOWS_NOTHING = Math.log(256);

    private static final double NEAR = 0.5;
    private static final int LONGEST = 300;

    private final TrainerRuntime runtime;
    private final Path work;

    /// @param runtime whose engine is replaced by the one on trial
    /// @param work folder that is emptied before and after
    public EngineTrial(TrainerRuntime runtime, Path work) {
        this.runtime = runtime;
        this.work = work.toAbsolutePath();
    }

    @Override
    public Optional<EngineProblem> of(TrainingEngine engine) {
        try {
            Folders.delete(work);
            Files.createDirectories(work);
            var detail = trained(engine);
            return detail.map(d -> new EngineProblem.ProbeFailed(d, Optional.empty()));
        } catch (TrainerException e) {
            return Optional.of(failed(e.failure()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clear();
        }
    }

    /// @return what is wrong with the numbers, if anything
    private Optional<String> trained(TrainingEngine engine) throws IOException {
        var parameters = work.resolve("parameters.safetensors");
        Safetensors.writeFloats(parameters, Recipes.parameters(RECIPE), Recipes.genesis(RECIPE, 1));
        var text = "Every engine reads this before it may work. ".repeat(40);
        var shard = Files.write(work.resolve("shard"), text.getBytes(StandardCharsets.UTF_8));
        var difference = work.resolve("difference.safetensors");
        var task =
                new TrainingTask(
                        RECIPE, parameters, shard, 1, STEPS, 1, 8, 1e-2, 0.1, 1.0, difference);
        try (var child = TrainerProcess.start(runtime.withEngine(engine), work.resolve("child"))) {
            var result = child.train(task, progress -> {});
            return wrong(result, difference);
        }
    }

    static Optional<String> wrong(TrainingResult result, Path difference) {
        if (!(Math.abs(result.firstLoss() - KNOWS_NOTHING) < NEAR)) {
            return Optional.of("the first loss is " + result.firstLoss() + " instead of 5.5");
        }
        if (!(result.lastLoss() < result.firstLoss())) {
            return Optional.of("the loss does not fall");
        }
        double squares = 0;
        for (var tensor : Safetensors.read(difference).tensors().values()) {
            for (float change : tensor.floats()) {
                squares += (double) change * change;
            }
        }
        return squares > 0 && Double.isFinite(squares)
                ? Optional.empty()
                : Optional.of("no parameter has changed");
    }

    private static EngineProblem failed(TrainerFailure failure) {
        return switch (failure) {
            case TrainerFailure.Crashed(int exitCode, var log) ->
                    problem("the child ended with code " + exitCode + cause(log), log);
            case TrainerFailure.Hung(var after) ->
                    problem("no answer for " + after.toSeconds() + " s", "");
            case TrainerFailure.Closed() -> problem("it was interrupted", "");
            case TrainerFailure.Refused(var reason, var detail) ->
                    problem("the child says " + reason + ": " + line(detail), detail);
            case TrainerFailure.Contained _ -> problem(failure.id(), "");
            case TrainerFailure.Unsafe _ -> problem(failure.id(), "");
        };
    }

    private static EngineProblem problem(String detail, String log) {
        return new EngineProblem.ProbeFailed(detail, Optional.of(log).filter(l -> !l.isBlank()));
    }

    /// The last cause of a stack trace, or nothing.
    private static String cause(String log) {
        return log.lines()
                .filter(l -> l.startsWith("Caused by: "))
                .reduce((first, last) -> last)
                .map(l -> ": " + line(l.substring("Caused by: ".length())))
                .orElse("");
    }

    private static String line(String text) {
        String first = text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", " ");
        return first.substring(0, Math.min(first.length(), LONGEST));
    }

    private void clear() {
        try {
            Folders.delete(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
