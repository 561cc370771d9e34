package hearth.trainer;

import hearth.protocol.RecipeConfig;

import java.nio.file.Path;
import java.util.Optional;

/// One lease's work: from the parameters at `parameters`, `steps` AdamW steps on batches drawn from
/// `shard`, and the difference after − before into `output`. A pure function of its files and
/// numbers: the same task gives the same bytes at the same number of threads. What a task of s
/// steps does is what the first s steps of a longer one do.
///
/// @param parameters safetensors file, F32, exactly the recipe's tensors
/// @param shard data in the recipe's form
/// @param seed of the batch order
/// @param warmupSteps steps in which the rate rises linearly to `learningRate`
/// @param weightDecay on matrices only
/// @param clip largest global norm of a gradient
/// @param output file that is created or replaced
/// @param secondMoments safetensors file, F32, the same tensors, none negative: an estimate of each
///     gradient's mean square from which AdamW goes on. The first moments start at zero, and bias
///     correction is off (decision record 3). Without it both moments start at zero, with
///     correction.
/// @param secondMomentsOutput gets the estimate at the end, in the same form
/// @param progress folder of this task alone, see [ProgressFolder]: what it holds of this task is
///     where the training resumes, bit for bit; anything else in it is removed
/// @param start checkpoint of this task that any computer kept ([ProgressFolder.Kept]): training
///     begins there, in the middle, and the output is the difference since. This repeats a part of
///     a task, such as one window for an audit.
/// @param frozen safetensors file, F32, exactly the tensors that the recipe does not train
/// @param accumulation equal parts of a batch that are computed one after the other, for memory
/// @param learningRateFall by which the rate falls from step to step. The cosine of a job goes over
///     its rounds and is not known here; this is the piece of it between two rounds
/// @param program a stranger's archive, which takes the place of the recipe's own program; sizes,
/// parameters and data stay the recipe's. Absent for ours
public record TrainingTask(
        RecipeConfig recipe,
        Path parameters,
        Path shard,
        long seed,
        int steps,
        int warmupSteps,
        int batch,
        double learningRate,
        double weightDecay,
        double clip,
        Path output,
        Optional<Path> secondMoments,
        Optional<Path> secondMomentsOutput,
        Optional<Path> progress,
        Optional<Path> start,
        Optional<Path> frozen,
        int accumulation,
        double learningRateFall,
        Optional<Path> program) {
    public TrainingTask {
        if (steps < 1 || batch < 1 || warmupSteps < 0) {
            throw new IllegalArgumentException("training needs at least one step and one example");
        }
        if (accumulation < 1 || batch % accumulation != 0) {
            throw new IllegalArgumentException(
                    "a batch of " + batch + " has no " + accumulation + " equal parts");
        }
    }

    /// A task without second moments and without progress on the disk, in which all parameters are
    /// trained, at one rate, each batch at once.
    public TrainingTask(
            RecipeConfig recipe,
            Path parameters,
            Path shard,
            long seed,
            int steps,
            int warmupSteps,
            int batch,
            double learningRate,
            double weightDecay,
            double clip,
            Path output) {
        this(
                recipe,
                parameters,
                shard,
                seed,
                steps,
                warmupSteps,
                batch,
                learningRate,
                weightDecay,
                clip,
                output,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                0,
                Optional.empty());
    }

    public TrainingTask withSecondMoments(Path file) {
        return with(steps, output, Optional.of(file), secondMomentsOutput, progress, start);
    }

    public TrainingTask withSecondMomentsOutput(Path file) {
        return with(steps, output, secondMoments, Optional.of(file), progress, start);
    }

    public TrainingTask withProgress(Path folder) {
        return with(steps, output, secondMoments, secondMomentsOutput, Optional.of(folder), start);
    }

    /// The first steps of this task, with their difference in a file of their own.
    public TrainingTask until(int lastStep, Path difference) {
        return with(lastStep, difference, secondMoments, secondMomentsOutput, progress, start);
    }

    /// The steps of this task from a checkpoint's on, up to `lastStep`.
    public TrainingTask between(Path checkpoint, int lastStep, Path difference) {
        return with(
                lastStep,
                difference,
                secondMoments,
                secondMomentsOutput,
                Optional.empty(),
                Optional.of(checkpoint));
    }

    private TrainingTask with(
            int newSteps,
            Path newOutput,
            Optional<Path> moments,
            Optional<Path> momentsOutput,
            Optional<Path> folder,
            Optional<Path> checkpoint) {
        return new TrainingTask(
                recipe,
                parameters,
                shard,
                seed,
                newSteps,
                warmupSteps,
                batch,
                learningRate,
                weightDecay,
                clip,
                newOutput,
                moments,
                momentsOutput,
                folder,
                checkpoint,
                frozen,
                accumulation,
                learningRateFall,
                program);
    }

    /// With given second moments the first steps are short of themselves, so it may be 0.
    public TrainingTask withWarmup(int steps) {
        return new TrainingTask(
                recipe,
                parameters,
                shard,
                seed,
                this.steps,
                steps,
                batch,
                learningRate,
                weightDecay,
                clip,
                output,
                secondMoments,
                secondMomentsOutput,
                progress,
                start,
                frozen,
                accumulation,
                learningRateFall,
                program);
    }

    /// @param file absent for recipes that train all
    public TrainingTask withFrozen(Optional<Path> file) {
        return with(file, accumulation, learningRateFall, program);
    }

    public TrainingTask withAccumulation(int parts) {
        return with(frozen, parts, learningRateFall, program);
    }

    public TrainingTask withLearningRateFall(double fall) {
        return with(frozen, accumulation, fall, program);
    }

    public TrainingTask withProgram(Path archive) {
        return with(frozen, accumulation, learningRateFall, Optional.of(archive));
    }

    private TrainingTask with(Optional<Path> base, int parts, double fall, Optional<Path> archive) {
        return new TrainingTask(
                recipe,
                parameters,
                shard,
                seed,
                steps,
                warmupSteps,
                batch,
                learningRate,
                weightDecay,
                clip,
                output,
                secondMoments,
                secondMomentsOutput,
                progress,
                start,
                base,
                parts,
                fall,
                archive);
    }
}
