package hearth.worker;

import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.SandboxGrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
        /// @param windows what is to be kept of the checkpoints inside it; empty where there were
        /// none
        /// @param part that computed: id of a graphics card, or what the engine calls its device
        record Done(
                Path delta,
                int steps,
                float firstLoss,
                float lastLoss,
                Duration took,
                List<LeaseWindow> windows,
                String part)
                implements Outcome {
            private static final String PROCESSOR = "cpu";

            /// On the processor, without checkpoints.
            public Done(Path delta, int steps, float firstLoss, float lastLoss, Duration took) {
                this(delta, steps, firstLoss, lastLoss, took, List.of(), PROCESSOR);
            }
        }

        /// [Training#stop], [Training#close] or an interrupt ended it, and it gave nothing.
        record Stopped() implements Outcome {}

        /// @param id stable: `out-of-memory`, `trainer-crashed`, `trainer-hung`, `trainer-refused`,
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

    /// What is around the training; absent where nothing is known of it. May take a second the
    /// first time.
    default Optional<Walls> sandbox() {
        return Optional.empty();
    }

    /// A sandbox.
    ///
    /// @param kind such as `bubblewrap`
    /// @param grade that it was found worth on this computer
    record Walls(String kind, SandboxGrade grade) {}

    /// Ids of the graphics cards among which it chooses, as
    /// [hearth.hardware.Reading.Graphics#id] names them; empty where there is no choice.
    default Set<String> cards() {
        return Set.of();
    }

    /// The card that trains, or would train next; absent where [#cards] is empty.
    default Optional<String> card() {
        return Optional.empty();
    }

    /// Only these cards may be used by the next training. One that runs goes on: whoever takes its
    /// card away stops it.
    ///
    /// @param allowed of [#cards]; empty changes nothing
    default void use(Set<String> allowed) {}

    /// Whether a training of the lease would go on where an earlier one was left.
    default boolean isBegun(LeaseId lease) {
        return false;
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
