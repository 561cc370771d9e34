package hearth.trainer.child;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import hearth.trainer.Recipe;
import hearth.trainer.SampleTask;
import hearth.trainer.SplitMix64;
import hearth.trainer.TrainerFailure.Reason;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One sampling task: byte after byte, each seeing the last `context` bytes. Trainer thread only.
final class Sampling {
    private final Program program;
    private final Recipe recipe;
    private final SampleTask task;

    Sampling(Program program, Recipe recipe, SampleTask task) {
        if (!recipe.writesText()) {
            throw new RefusedException(Reason.BAD_RECIPE, "the recipe writes no text");
        }
        this.program = program;
        this.recipe = recipe;
        this.task = task;
    }

    byte[] run(Control control) {
        int context = recipe.exampleBytes() - 1;
        int start = task.prompt().length;
        var text = Arrays.copyOf(task.prompt(), Math.addExact(start, task.length()));
        try (var tensors = new SharedTensors(program)) {
            var inputs = tensors.model(recipe, task.parameters(), task.frozen());
            var window = tensors.memory(context);
            for (int at = start; at < text.length; at++) {
                if (!control.proceed()) {
                    throw new RefusedException(Reason.STOPPED, "stopped before all was written");
                }
                int seen = Math.min(at, context);
                MemorySegment.copy(MemorySegment.ofArray(text), at - seen, window, 0, seen);
                float[] scores = scores(program, inputs, window.asSlice(0, seen), 1);
                text[at] = (byte) choose(scores, task.temperature(), task.seed(), at - start);
                control.count();
            }
        }
        return Arrays.copyOfRange(text, start, text.length);
    }

    /// One look of the model at a batch.
    ///
    /// @param inputs as many as `batch`, one after the other, all of the same length
    /// @return scores of each, one after the other
    static float[] scores(Program program, NDList model, MemorySegment inputs, int batch) {
        try (NDManager call = program.newManager()) {
            var all = new NDList(model);
            long bytes = inputs.byteSize() / batch;
            var seen = SharedTensors.over(call, inputs, DataType.UINT8, batch, bytes);
            all.add(program.placement().place(seen));
            return program.call("predict", call, all).toFloatArray();
        }
    }

    /// Draws from softmax(scores / temperature): number `index` of the seed decides.
    static int choose(float[] scores, double temperature, long seed, int index) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        if (temperature == 0) {
            return best;
        }
        var weights = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            weights[i] = StrictMath.exp((scores[i] - scores[best]) / temperature);
            sum += weights[i];
        }
        double left = sum * SplitMix64.unit(seed, index);
        for (int i = 0; i < scores.length; i++) {
            left -= weights[i];
            if (left <= 0) {
                return i;
            }
        }
        return best;
    }
}
