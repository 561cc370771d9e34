package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.Manifest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Turns a lease into a parameter difference. One training at a time; [#stop] and [#close] may come
/// from another thread at any moment.
public interface Training extends AutoCloseable {
    /// What is to be trained.
    ///
    /// @param parameters checked safetensors file, F32, exactly the manifest's tensors
    /// @param frozen checked safetensors file, F32, exactly what the recipe does not train
    /// @param shard checked data
    record Order(
            Lease lease, Manifest manifest, Path parameters, Optional<Path> frozen, Path shard) {}

    /// @param done steps
    /// @param loss nats on the newest batch
    /// @param isLast whether no further step follows: what is left is to write what the steps gave
    record Step(int done, float loss, boolean isLast) {
        /// More steps follow.
        public Step(int done, float loss) {
            this(done, loss, false);
        }
    }

    /// How a training ended.
    sealed interface Outcome {
        /// The training ended, or [Training#stop] ended it after at least one step.
        ///
        /// @param delta safetensors file, F32: after − before
        /// @param steps that were done
        record Done(Path delta, int steps, float firstLoss, float lastLoss, Duration took)
                implements Outcome {}

        /// [Training#stop], [Training#close] or an interrupt ended it, and it gave nothing.
        record Stopped() implements Outcome {}

        /// @param id stable: `trainer-crashed`, `trainer-hung`, `trainer-refused`,
        /// `trainer-missing`
        /// @param detail exit code or kind, never text from a job
        record Failed(String id, String detail) implements Outcome {}
    }

    /// Names of the recipes that this machine can run.
    Set<String> recipes();

    /// What computes, such as `cpu`.
    String engine();

    /// Why it does not compute on the best device of this computer, where it does not.
    default Optional<AgentSnapshot.Reason> setback() {
        return Optional.empty();
    }

    /// Blocks until the training ends.
    ///
    /// @param onStep told of steps, and once more when no further step follows, where there may
    /// have been none at all
    Outcome train(Order order, Consumer<Step> onStep);

    /// Ends the running training after its current step; it gives what was done.
    void stop();

    /// Ends the running training and frees all memory; a later [#train] starts afresh.
    @Override
    void close();
}
