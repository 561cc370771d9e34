package hearth.worker;

import hearth.protocol.Answers;
import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.ErrorFeedback;
import hearth.protocol.Inference;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// Repeats a lease and says how far the result is from the one that was sent. The same computer
/// with the same number of threads gives the same bytes; another one comes close (decision record 4
/// of the trainer).
public final class Rerun {
    /// A lease and what was sent for it.
    ///
    /// @param update file of the coded bytes
    /// @param steps that it stands for
    /// @param residuals folder of residual files by hash; absent where nobody keeps any
    /// @param windows what was kept of its checkpoints; empty where nobody keeps any
    public record Sent(
            Training.Order order,
            Path update,
            int steps,
            Optional<Path> residuals,
            List<LeaseWindow> windows) {}

    /// The steps between two checkpoints, or the last ones of the lease.
    ///
    /// @param step last one of them
    /// @param identical whether the parameters after it are the same bytes
    /// @param relativeDistance ‖a − b‖ / ‖b‖ of what the parameters moved in these steps, b being
    /// the first run, estimated within about 4 %; absent if nothing moved. Both runs came to the
    /// window by themselves: what an earlier one had moved apart is in it
    public record Window(int step, boolean identical, Optional<Double> relativeDistance) {}

    /// How a repetition ended.
    public sealed interface Outcome {
        /// @param identical whether the coded updates are the same bytes
        /// @param relativeDistance ‖a − b‖ / ‖b‖ of the decoded differences, b being the sent one
        /// @param training time inside the training program
        record Compared(
                boolean identical,
                double relativeDistance,
                int steps,
                Duration training,
                List<Window> windows)
                implements Outcome {}

        /// The bytes depend on what earlier leases left on the device, which is not here.
        record NeedsResidual(String codec) implements Outcome {}

        /// The sent bytes are no update of this lease.
        record Malformed() implements Outcome {}

        /// The child could not do it.
        record Failed(TrainerFailure failure) implements Outcome {}
    }

    private Rerun() {}

    /// @param work folder for the copies and the child's files; made and left to the caller
    /// @param onStep hears the number of steps done
    public static Outcome run(Sent sent, TrainerRuntime runtime, Path work, IntConsumer onStep) {
        var order = sent.order();
        if (order.manifest().inference().isPresent()) {
            return answered(sent, order.manifest().inference().get(), runtime, work, onStep);
        }
        var codec = BlockCodec.of(order.manifest().training().codec());
        if (codec.isEmpty()) {
            return new Outcome.Malformed();
        }
        try {
            var wanted = opened(codec.get(), order, sent.update());
            var owed = owed(sent, wanted);
            if (owed instanceof Owed.Lost) {
                return new Outcome.NeedsResidual(codec.get().id());
            }
            var inputs = Files.createDirectories(work.toAbsolutePath().resolve("lease"));
            var whole = LeaseTask.in(inputs, order);
            var progress = work.toAbsolutePath().resolve("progress");
            var task = whole.until(sent.steps(), whole.output()).withProgress(progress);
            try (var trainer = TrainerProcess.start(runtime, work)) {
                var result = trainer.train(task, p -> onStep.accept(p.steps()));
                var made = work.toAbsolutePath().resolve("update");
                var left = work.toAbsolutePath().resolve("residual");
                var file =
                        UpdateFile.encode(
                                order, task.output(), sent.steps(), owed::file, made, left);
                if (file.isEmpty()) {
                    return new Outcome.Malformed();
                }
                boolean identical = Files.mismatch(made, sent.update()) < 0;
                var repeated = opened(codec.get(), order, made);
                double distance =
                        distance(order.manifest().parameters(), repeated::values, wanted::values);
                return new Outcome.Compared(
                        identical,
                        distance,
                        result.steps(),
                        result.computing(),
                        windows(task, progress, result.steps(), sent));
            }
        } catch (TrainerException e) {
            return new Outcome.Failed(e.failure());
        } catch (MalformedMessageException e) {
            return new Outcome.Malformed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Distance is then the share of texts that differ, or that of the scores.
    private static Outcome answered(
            Sent sent, Inference asked, TrainerRuntime runtime, Path work, IntConsumer onStep) {
        try {
            var inputs = Files.createDirectories(work.toAbsolutePath().resolve("lease"));
            var whole = LeaseTask.asking(inputs, sent.order());
            var task = whole.over(whole.span().first(sent.steps()));
            var wanted = Answers.read(asked, sent.steps(), sent.update());
            try (var trainer = TrainerProcess.start(runtime, work)) {
                var result = trainer.answer(task, p -> onStep.accept(p.steps()));
                var made = work.toAbsolutePath().resolve("update");
                var repeated = Answers.read(asked, result.answered(), task.output());
                repeated.write(made, sent.order().lease());
                return new Outcome.Compared(
                        Files.mismatch(made, sent.update()) < 0,
                        repeated.distanceTo(wanted),
                        result.answered(),
                        result.computing(),
                        List.of());
            }
        } catch (TrainerException e) {
            return new Outcome.Failed(e.failure());
        } catch (MalformedMessageException e) {
            return new Outcome.Malformed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Window> windows(TrainingTask task, Path progress, int steps, Sent sent) {
        var repeated = LeaseWindow.of(task.parameters(), progress, task.output(), steps);
        return LeaseWindow.compare(repeated, sent.windows());
    }

    private static CodedTensors.Opened opened(BlockCodec codec, Training.Order order, Path update)
            throws IOException {
        var metadata = order.lease().updateMetadata(codec.id());
        try (var file = FileChannel.open(update)) {
            var bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
            return CodedTensors.open(codec, metadata, order.manifest().parameters(), bytes);
        }
    }

    /// The residual that an update was made with.
    private sealed interface Owed {
        record Nothing() implements Owed {}

        record Kept(Path path) implements Owed {}

        record Lost() implements Owed {}

        default Optional<Path> file() {
            return this instanceof Kept(Path path) ? Optional.of(path) : Optional.empty();
        }
    }

    private static Owed owed(Sent sent, CodedTensors.Opened update) {
        var specs = sent.order().manifest().parameters();
        var before = update.residuals().map(CodedTensors.Residuals::before);
        if (before.isEmpty() || before.get().equals(ErrorFeedback.nothingOwed(specs))) {
            return new Owed.Nothing();
        }
        return sent.residuals()
                .map(folder -> folder.resolve(before.get().hex()))
                .filter(
                        file ->
                                Files.isRegularFile(file)
                                        && Sha256.ofFile(file).equals(before.get()))
                .<Owed>map(Owed.Kept::new)
                .orElseGet(Owed.Lost::new);
    }

    /// @param repeated values of a parameter
    static double distance(
            List<TensorSpec> parameters,
            Function<TensorSpec, float[]> repeated,
            Function<TensorSpec, float[]> sent) {
        double apart = 0;
        double length = 0;
        for (var spec : parameters) {
            float[] b = sent.apply(spec);
            float[] a = repeated.apply(spec);
            for (int i = 0; i < b.length; i++) {
                double d = (double) a[i] - b[i];
                apart += d * d;
                length += (double) b[i] * b[i];
            }
        }
        return apart == 0 ? 0 : Math.sqrt(apart / length);
    }
}
