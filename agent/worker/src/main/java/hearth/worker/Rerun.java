package hearth.worker;

import hearth.protocol.BlockCodec;
import hearth.protocol.CodedTensors;
import hearth.protocol.MalformedMessageException;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntConsumer;

/// Repeats a lease and says how far the result is from the one that was sent. The same computer
/// with the same number of threads gives the same bytes; another one comes close (decision record 4
/// of the trainer).
public final class Rerun {
    /// A lease and what was sent for it.
    ///
    /// @param update file of the coded bytes
    /// @param steps that it stands for
    public record Sent(Training.Order order, Path update, int steps) {}

    /// How a repetition ended.
    public sealed interface Outcome {
        /// @param identical whether the coded updates are the same bytes
        /// @param relativeDistance ‖a − b‖ / ‖b‖ of the decoded differences, b being the sent one
        /// @param training time inside the training program
        record Compared(boolean identical, double relativeDistance, int steps, Duration training)
                implements Outcome {}

        /// The bytes depend on what earlier leases left on the device, which nobody else has.
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
        var codec = BlockCodec.of(order.manifest().training().codec());
        if (codec.isEmpty()) {
            return new Outcome.Malformed();
        }
        if (codec.get().needsErrorFeedback()) {
            return new Outcome.NeedsResidual(codec.get().id());
        }
        try {
            var update = Files.readAllBytes(sent.update());
            var wanted = decoded(codec.get(), order, update);
            var inputs = Files.createDirectories(work.toAbsolutePath().resolve("lease"));
            var whole = LeaseTask.in(inputs, order);
            var task = whole.until(sent.steps(), whole.output());
            try (var trainer = TrainerProcess.start(runtime, work)) {
                var result = trainer.train(task, p -> onStep.accept(p.steps()));
                var bytes = UpdateFile.encode(order, task.output());
                if (bytes.isEmpty()) {
                    return new Outcome.Malformed();
                }
                boolean identical = Arrays.equals(bytes.get(), update);
                double distance = distance(decoded(codec.get(), order, bytes.get()), wanted);
                return new Outcome.Compared(
                        identical, distance, result.steps(), result.computing());
            }
        } catch (TrainerException e) {
            return new Outcome.Failed(e.failure());
        } catch (MalformedMessageException e) {
            return new Outcome.Malformed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, float[]> decoded(
            BlockCodec codec, Training.Order order, byte[] update) {
        var metadata = order.lease().updateMetadata(codec.id());
        return CodedTensors.decode(codec, metadata, order.manifest().parameters(), update).values();
    }

    static double distance(Map<String, float[]> repeated, Map<String, float[]> sent) {
        double apart = 0;
        double length = 0;
        for (var entry : sent.entrySet()) {
            float[] b = entry.getValue();
            float[] a = repeated.getOrDefault(entry.getKey(), new float[b.length]);
            for (int i = 0; i < b.length; i++) {
                double d = (double) a[i] - b[i];
                apart += d * d;
                length += (double) b[i] * b[i];
            }
        }
        return apart == 0 ? 0 : Math.sqrt(apart / length);
    }
}
