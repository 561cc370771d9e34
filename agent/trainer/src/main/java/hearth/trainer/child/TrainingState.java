package hearth.trainer.child;

import ai.djl.ndarray.NDList;

import hearth.protocol.Safetensors;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.ProgressCheckpoint;
import hearth.trainer.ProgressFolder;
import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;
import hearth.trainer.TrainingTask;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a training changes: parameters, AdamW's moments and step count, the losses so far; and the
/// parameters from which the difference counts and those that training leaves alone. All of it is
/// memory shared with libtorch. Trainer thread only.
final class TrainingState {
    private static final double BETA2 = 0.95;

    /// A step count at which 1 − 0.9ⁿ and 1 − 0.95ⁿ are 1 in double precision, so that AdamW
    /// corrects nothing, and from which a float still counts exactly.
    private static final float UNCORRECTED = 1 << 20;

    private final SharedTensors tensors;
    private final List<TensorSpec> specs;
    private final List<TensorSpec> frozenSpecs;
    private final List<MemorySegment> frozen;
    private final List<MemorySegment> before;
    private final List<MemorySegment> parameters;
    private final List<MemorySegment> first;
    private final List<MemorySegment> second;
    private final MemorySegment count;
    private final MemorySegment losses;
    private final boolean corrected;

    /// As the task begins.
    TrainingState(SharedTensors tensors, TrainingTask task, Recipe recipe) {
        this.tensors = tensors;
        this.specs = recipe.parameters();
        this.frozenSpecs = recipe.frozen();
        this.frozen = tensors.frozen(task.frozen(), recipe);
        this.before = tensors.parameters(task.parameters(), specs);
        this.parameters =
                before.stream().map(p -> tensors.memory(p.byteSize()).copyFrom(p)).toList();
        this.first = zeros(tensors);
        this.second =
                task.secondMoments()
                        .map(file -> secondMoments(tensors, file))
                        .orElseGet(() -> zeros(tensors));
        this.count = tensors.memory(Float.BYTES);
        this.losses = tensors.memory(task.steps() * (long) Float.BYTES);
        this.corrected = task.secondMoments().isEmpty();
        if (!corrected) {
            count.set(ValueLayout.JAVA_FLOAT, 0, UNCORRECTED);
        }
    }

    private List<MemorySegment> zeros(SharedTensors tensors) {
        return before.stream().map(p -> tensors.memory(p.byteSize())).toList();
    }

    private List<MemorySegment> secondMoments(SharedTensors tensors, Path file) {
        var moments = tensors.parameters(file, specs);
        for (int p = 0; p < moments.size(); p++) {
            var name = specs.get(p).name();
            new Pieces()
                    .read(
                            moments.get(p),
                            (_, values, count) -> refuseNegative(name, values, count));
        }
        return moments;
    }

    private static void refuseNegative(String name, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            if (values[i] < 0) {
                throw new RefusedException(Reason.BAD_PARAMETERS, name + " has a negative moment");
            }
        }
    }

    List<MemorySegment> before() {
        return before;
    }

    List<MemorySegment> frozen() {
        return frozen;
    }

    List<MemorySegment> second() {
        return second;
    }

    MemorySegment losses() {
        return losses;
    }

    float loss(int step) {
        return losses.getAtIndex(ValueLayout.JAVA_FLOAT, step - 1L);
    }

    /// Adds the arguments params, first, second and count of a training program.
    void addTo(NDList inputs) {
        tensors.addList(inputs, "params", parameters, specs);
        tensors.addFixed(inputs, "params", frozen, frozenSpecs);
        tensors.addList(inputs, "first", first, specs);
        tensors.addList(inputs, "second", second, specs);
        tensors.addScalar(inputs, count);
    }

    /// A view of the state after so many steps, to be written before the training goes on.
    ProgressCheckpoint checkpoint(int steps, Duration computing) {
        tensors.fetch();
        return ProgressCheckpoint.of(
                steps,
                computing,
                Map.of(
                        ProgressFolder.PARAMETERS,
                        content(parameters),
                        ProgressFolder.FIRST,
                        content(first),
                        ProgressFolder.SECOND,
                        content(second),
                        ProgressFolder.STEPS,
                        steps(steps)));
    }

    private Safetensors.Content steps(int steps) {
        var counts = new float[specs.size()];
        Arrays.fill(counts, count.get(ValueLayout.JAVA_FLOAT, 0));
        var loss = losses.asSlice(0, steps * (long) Float.BYTES).toArray(ValueLayout.JAVA_FLOAT);
        var tensors = new TreeMap<String, Tensor>();
        // One for each parameter, as all checkpoints have had it.
        tensors.put("counts", Tensor.ofFloats(counts, List.of((long) counts.length)));
        tensors.put("losses", Tensor.ofFloats(loss, List.of((long) loss.length)));
        return new Safetensors.Content(new TreeMap<>(), tensors);
    }

    /// From here on the difference counts.
    void begin() {
        for (int p = 0; p < specs.size(); p++) {
            before.get(p).copyFrom(parameters.get(p));
        }
    }

    void restore(ProgressCheckpoint checkpoint) {
        restore(parameters, checkpoint.part(ProgressFolder.PARAMETERS));
        restore(first, checkpoint.part(ProgressFolder.FIRST));
        restore(second, checkpoint.part(ProgressFolder.SECOND));
        var steps = checkpoint.part(ProgressFolder.STEPS);
        count.set(ValueLayout.JAVA_FLOAT, 0, steps.tensor("counts").floats()[0]);
        losses.copyFrom(MemorySegment.ofBuffer(steps.tensor("losses").data()));
    }

    private void restore(List<MemorySegment> memories, Safetensors.Content content) {
        for (int p = 0; p < memories.size(); p++) {
            var data = content.tensor(specs.get(p).name()).data();
            memories.get(p).copyFrom(MemorySegment.ofBuffer(data));
        }
    }

    /// Writes after − before, computed in the memory of `before`, which is gone then.
    void writeDifference(Path file) {
        tensors.fetch();
        var pieces = new Pieces();
        var now = new float[Pieces.MOST];
        for (int p = 0; p < specs.size(); p++) {
            var name = specs.get(p).name();
            var to = parameters.get(p);
            pieces.change(
                    before.get(p),
                    (start, values, count) -> {
                        Pieces.load(to, start, now, count);
                        subtractFrom(now, values, count);
                        if (!Pieces.allFinite(values, count)) {
                            throw new RefusedException(
                                    Reason.DIVERGED, name + " is not finite any more");
                        }
                    });
        }
        Safetensors.write(file, content(before));
    }

    private static void subtractFrom(float[] minuend, float[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = minuend[i] - values[i];
        }
    }

    /// After the difference: writes the mean squares of the gradients, without bias. Moments that
    /// began at zero are divided by what they lack, 1 − 0.95ⁿ; given ones lack nothing. Nothing can
    /// go on from this memory then.
    void writeSecondMoments(Path file, int steps) {
        if (corrected && steps > 0) {
            double lack = 1 - StrictMath.pow(BETA2, steps);
            var pieces = new Pieces();
            for (var moments : second) {
                pieces.change(moments, (_, values, count) -> divide(values, count, lack));
            }
        }
        Safetensors.write(file, content(second));
    }

    private static void divide(float[] values, int count, double divisor) {
        for (int i = 0; i < count; i++) {
            values[i] = (float) (values[i] / divisor);
        }
    }

    private Safetensors.Content content(List<MemorySegment> memories) {
        var tensors = new TreeMap<String, Tensor>();
        for (int p = 0; p < specs.size(); p++) {
            ByteBuffer data = memories.get(p).asByteBuffer().order(ByteOrder.nativeOrder());
            tensors.put(
                    specs.get(p).name(), new Tensor(Tensor.Dtype.F32, specs.get(p).shape(), data));
        }
        return new Safetensors.Content(new TreeMap<>(), tensors);
    }
}
