package hearth.trainer;

import hearth.protocol.Answers;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.sandbox.Breach;
import hearth.trainer.sandbox.BreachException;
import hearth.trainer.sandbox.JobFolder;
import hearth.trainer.sandbox.Warden;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Carries a task's files over the border: inputs into the child's job folder, results out of it,
/// checked. The child sees other paths than the caller of [TrainerProcess]. Any thread.
final class Handover {
    private static final System.Logger LOG = System.getLogger(Handover.class.getName());

    /// Header of a tensor file: eight bytes of length and at most 1 MiB.
    private static final long MOST_HEADER = Long.BYTES + (1 << 20);

    private static final int PARTS_OF_A_CHECKPOINT = 3;

    /// The newest, its successor, and one that waits to be removed.
    private static final int PASSING_CHECKPOINTS = 3;

    private static final int FILES_OF_A_CHECKPOINT = 6;
    private static final int OTHER_FILES = 16;
    private static final String DELTA = "delta";
    private static final String MOMENTS = "moments";
    private static final String PROGRESS = "progress";
    private static final String PROGRAM = "program.pt";
    private static final String ANSWERS = "answers";

    private final JobFolder job;
    private final Path seen;
    private @Nullable Path progress;

    /// @param seen where the child sees the job folder
    Handover(JobFolder job, Path seen) {
        this.job = job;
        this.seen = seen;
    }

    /// @param program the archive that the task names, as it was read and looked at
    /// @param allow told what the task may leave behind, before anything lies in its output: who
    /// watches that must not take what the child is given back for its own doing
    synchronized TrainingTask admit(
            TrainingTask task, Optional<byte[]> program, Consumer<Warden.Allowance> allow)
            throws IOException {
        clear();
        var needed = needed(task);
        allow.accept(
                task.progress().isPresent()
                        ? needed.plus(JobFolder.usage(task.progress().get()))
                        : needed);
        var inside =
                new TrainingTask(
                        task.recipe(),
                        admit(task.parameters(), "parameters"),
                        admit(task.shard(), "shard"),
                        task.seed(),
                        task.steps(),
                        task.warmupSteps(),
                        task.batch(),
                        task.learningRate(),
                        task.weightDecay(),
                        task.clip(),
                        out(DELTA),
                        admit(task.secondMoments(), "second-moments"),
                        task.secondMomentsOutput().map(file -> out(MOMENTS)),
                        task.progress().map(folder -> out(PROGRESS)),
                        admitStart(task.start()),
                        admit(task.frozen(), "frozen"),
                        task.accumulation(),
                        task.learningRateFall(),
                        program.map(bytes -> seen.resolve("in").resolve(PROGRAM)));
        if (program.isPresent()) {
            job.put(PROGRAM, program.get());
        }
        if (task.progress().isPresent()) {
            job.seed(task.progress().get(), PROGRESS);
            progress = Files.createDirectories(task.progress().get());
        }
        return inside;
    }

    synchronized EvaluationTask admit(EvaluationTask task) throws IOException {
        clear();
        return new EvaluationTask(
                task.recipe(),
                admit(task.parameters(), "parameters"),
                admit(task.frozen(), "frozen"),
                admit(task.data(), "data"),
                task.batch(),
                task.maxBatches(),
                task.draw());
    }

    synchronized SampleTask admit(SampleTask task) throws IOException {
        clear();
        return new SampleTask(
                task.recipe(),
                admit(task.parameters(), "parameters"),
                admit(task.frozen(), "frozen"),
                task.prompt(),
                task.length(),
                task.seed(),
                task.temperature());
    }

    /// @param allow as above
    synchronized InferenceTask admit(InferenceTask task, Consumer<Warden.Allowance> allow)
            throws IOException {
        clear();
        long bytes = task.span().count() * Answers.rowBytes(task.asked());
        allow.accept(new Warden.Allowance(bytes + MOST_HEADER, OTHER_FILES));
        return new InferenceTask(
                task.recipe(),
                admit(task.parameters(), "parameters"),
                admit(task.frozen(), "frozen"),
                admit(task.shard(), "shard"),
                task.asked(),
                task.span(),
                out(ANSWERS));
    }

    /// Takes the answers of the admitted task out.
    ///
    /// @throws BreachException if the child left something else
    synchronized void deliver(InferenceTask task, int answered)
            throws IOException, BreachException {
        if (answered > 0) {
            long bytes = answered * Answers.rowBytes(task.asked());
            try {
                job.deliver(ANSWERS, task.output(), bytes, bytes + MOST_HEADER);
                var _ = Answers.read(task.asked(), answered, task.output());
            } catch (BreachException | MalformedMessageException e) {
                Files.deleteIfExists(task.output());
                throw e instanceof BreachException breach
                        ? breach
                        : new BreachException(Breach.RESULT_TENSORS);
            }
        }
        clear();
    }

    private void clear() throws IOException {
        progress = null;
        job.clear();
    }

    /// A missing file stays missing: the child says so.
    private Path admit(Path file, String name) throws IOException {
        job.admit(file, name);
        return seen.resolve("in").resolve(name);
    }

    private Optional<Path> admit(Optional<Path> file, String name) throws IOException {
        return file.isPresent() ? Optional.of(admit(file.get(), name)) : Optional.empty();
    }

    /// A checkpoint is a folder, and its name tells its steps.
    private Optional<Path> admitStart(Optional<Path> checkpoint) throws IOException {
        if (checkpoint.isEmpty()) {
            return Optional.empty();
        }
        var name = checkpoint.get().getFileName().toString();
        job.admitFolder(checkpoint.get(), name);
        return Optional.of(seen.resolve("in").resolve(name));
    }

    private Path out(String name) {
        return seen.resolve("out").resolve(name);
    }

    /// Next to nothing if the recipe is none.
    private static Warden.Allowance needed(TrainingTask task) {
        try {
            long checkpoints = (long) task.steps() / ProgressFolder.WINDOW + PASSING_CHECKPOINTS;
            long files = 2 + checkpoints * PARTS_OF_A_CHECKPOINT;
            long steps = checkpoints * task.steps() * Float.BYTES;
            return new Warden.Allowance(
                    files * (bytes(specs(task)) + MOST_HEADER) + steps,
                    (int) checkpoints * FILES_OF_A_CHECKPOINT + OTHER_FILES);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new Warden.Allowance(MOST_HEADER, OTHER_FILES);
        }
    }

    /// Brings the progress of a running task to its caller, so that it outlives the child.
    synchronized void keepProgress() {
        if (progress == null) {
            return;
        }
        try {
            job.mirror(PROGRESS, progress);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "progress is not kept", e);
        }
    }

    /// Takes the results of the admitted task out.
    ///
    /// @throws BreachException if the child left something else than the recipe's tensors
    synchronized void deliver(TrainingTask task) throws IOException, BreachException {
        keepProgress();
        deliver(task, DELTA, task.output());
        if (task.secondMomentsOutput().isPresent()) {
            deliver(task, MOMENTS, task.secondMomentsOutput().get());
        }
        clear();
    }

    private void deliver(TrainingTask task, String name, Path target)
            throws IOException, BreachException {
        var specs = specs(task);
        long bytes = bytes(specs);
        try {
            job.deliver(name, target, bytes, bytes + MOST_HEADER);
            check(target, specs);
        } catch (BreachException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static List<TensorSpec> specs(TrainingTask task) {
        return Recipes.parameters(task.recipe());
    }

    private static long bytes(List<TensorSpec> specs) {
        return specs.stream().mapToLong(TensorSpec::elements).sum() * Float.BYTES;
    }

    private static void check(Path file, List<TensorSpec> specs) throws BreachException {
        try {
            var content = Safetensors.read(file);
            var names = specs.stream().map(TensorSpec::name).toList();
            if (!List.copyOf(content.tensors().keySet()).equals(names)
                    || !content.metadata().isEmpty()) {
                throw new BreachException(Breach.RESULT_TENSORS);
            }
            for (var spec : specs) {
                check(content.tensor(spec.name()), spec);
            }
        } catch (MalformedMessageException | UncheckedIOException e) {
            throw new BreachException(Breach.RESULT_TENSORS);
        }
    }

    private static void check(Tensor tensor, TensorSpec spec) throws BreachException {
        if (tensor.dtype() != Tensor.Dtype.F32 || !tensor.shape().equals(spec.shape())) {
            throw new BreachException(Breach.RESULT_TENSORS);
        }
        var values = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        while (values.hasRemaining()) {
            if (!Float.isFinite(values.get())) {
                throw new BreachException(Breach.RESULT_NOT_FINITE);
            }
        }
    }
}
