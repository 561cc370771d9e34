package hearth.trainer.child;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import hearth.protocol.Safetensors;
import hearth.protocol.TensorSpec;
import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/// One training task. The program gets all state as tensors over memory of ours and changes it in
/// place, so it can be left after any step and entered again. Trainer thread only.
final class Training {
    /// Bounds the memory for batches; the program is as fast with 1 step a call as with 100.
    private static final int STEPS_PER_CALL = 16;

    private final Program program;
    private final Recipe recipe;
    private final TrainingTask task;
    private final List<TensorSpec> specs;

    Training(Program program, Recipe recipe, TrainingTask task) {
        this.program = program;
        this.recipe = recipe;
        this.task = task;
        this.specs = recipe.parameters();
    }

    TrainingResult run(Control control) {
        try (var arena = Arena.ofConfined();
                var tensors = new SharedTensors(program)) {
            var shard = Shard.map(task.shard(), recipe, arena);
            var before = tensors.parameters(task.parameters(), specs);
            var after = before.stream().map(p -> copy(tensors, p)).toList();
            var words = tensors.memory(Control.WORDS * (long) Long.BYTES);
            var losses = tensors.memory(task.steps() * (long) Float.BYTES);
            control.share(words, losses);
            try {
                return train(tensors, shard, before, after, words, losses, control);
            } finally {
                control.unshare();
            }
        }
    }

    private TrainingResult train(
            SharedTensors tensors,
            ByteBuffer shard,
            List<MemorySegment> before,
            List<MemorySegment> after,
            MemorySegment words,
            MemorySegment losses,
            Control control) {
        var state = new NDList();
        tensors.addList(state, "params", after, specs);
        tensors.addList(state, "first", zeros(tensors), specs);
        tensors.addList(state, "second", zeros(tensors), specs);
        tensors.addScalars(state, "counts", specs.size());
        state.add(tensors.manager().create(recipe.sizes()));
        var hyper =
                tensors.manager()
                        .create(new float[] {(float) task.weightDecay(), (float) task.clip()});
        var ctl = tensors.over(words, DataType.INT64, Control.WORDS);
        var batches = tensors.memory((long) STEPS_PER_CALL * stepBytes());

        int done = 0;
        var computing = Duration.ZERO;
        while (done < task.steps() && control.proceed()) {
            int steps = Math.min(STEPS_PER_CALL, task.steps() - done);
            fill(batches.asByteBuffer(), shard, done, steps);
            try (NDManager call = program.newManager()) {
                var inputs = new NDList(state);
                var examples =
                        SharedTensors.over(
                                call,
                                batches.asSlice(0, (long) steps * stepBytes()),
                                DataType.UINT8,
                                steps,
                                task.batch(),
                                recipe.exampleBytes());
                inputs.add(program.placement().place(examples));
                inputs.add(rates(call, done, steps));
                inputs.add(hyper);
                inputs.add(lossesFrom(call, losses, done, steps));
                inputs.add(ctl);
                long start = System.nanoTime();
                program.call("train_k", call, inputs);
                computing = computing.plusNanos(System.nanoTime() - start);
            }
            done = control.settle();
        }
        tensors.fetch();
        writeDelta(before, after);
        return result(losses, done, computing);
    }

    private static NDArray lossesFrom(NDManager call, MemorySegment losses, int done, int steps) {
        var part = losses.asSlice(done * (long) Float.BYTES, steps * (long) Float.BYTES);
        return SharedTensors.over(call, part, DataType.FLOAT32, steps);
    }

    private int stepBytes() {
        return Math.multiplyExact(task.batch(), recipe.exampleBytes());
    }

    private void fill(ByteBuffer batches, ByteBuffer shard, int done, int steps) {
        for (int k = 0; k < steps; k++) {
            recipe.draw(shard, task.seed(), done + k, task.batch(), batches);
        }
    }

    private NDArray rates(NDManager call, int done, int steps) {
        var rates = new float[steps];
        for (int k = 0; k < steps; k++) {
            double ramp = (done + k + 1.0) / Math.max(1, task.warmupSteps());
            rates[k] = (float) (task.learningRate() * Math.min(1, ramp));
        }
        return call.create(rates);
    }

    private List<MemorySegment> zeros(SharedTensors tensors) {
        return specs.stream().map(s -> tensors.memory(s.elements() * Float.BYTES)).toList();
    }

    private static MemorySegment copy(SharedTensors tensors, MemorySegment source) {
        return tensors.memory(source.byteSize()).copyFrom(source);
    }

    private void writeDelta(List<MemorySegment> before, List<MemorySegment> after) {
        var delta = new TreeMap<String, float[]>();
        for (int p = 0; p < specs.size(); p++) {
            var values = after.get(p).toArray(ValueLayout.JAVA_FLOAT);
            for (int i = 0; i < values.length; i++) {
                values[i] -= before.get(p).getAtIndex(ValueLayout.JAVA_FLOAT, i);
                if (!Float.isFinite(values[i])) {
                    throw new RefusedException(
                            Reason.DIVERGED, specs.get(p).name() + " is not finite any more");
                }
            }
            delta.put(specs.get(p).name(), values);
        }
        Safetensors.writeFloats(task.output(), specs, delta);
    }

    private static TrainingResult result(MemorySegment losses, int done, Duration computing) {
        if (done == 0) {
            return new TrainingResult(0, 0, 0, computing);
        }
        return new TrainingResult(
                losses.getAtIndex(ValueLayout.JAVA_FLOAT, 0),
                losses.getAtIndex(ValueLayout.JAVA_FLOAT, done - 1),
                done,
                computing);
    }
}
