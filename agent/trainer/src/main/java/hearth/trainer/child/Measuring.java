package hearth.trainer.child;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import hearth.trainer.Evaluation;
import hearth.trainer.EvaluationTask;
import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.OptionalDouble;

/// One evaluation task. Trainer thread only.
final class Measuring {
    private final Program program;
    private final Recipe recipe;
    private final EvaluationTask task;

    Measuring(Program program, Recipe recipe, EvaluationTask task) {
        this.program = program;
        this.recipe = recipe;
        this.task = task;
    }

    Evaluation run(Control control) {
        try (var arena = Arena.ofConfined();
                var tensors = new SharedTensors(program)) {
            var data = Shard.map(task.data(), recipe, arena);
            var inputs = tensors.model(recipe, task.parameters(), task.frozen());
            return measure(data, inputs, tensors, control);
        }
    }

    private Evaluation measure(
            ByteBuffer data, NDList inputs, SharedTensors tensors, Control control) {
        long places = recipe.examples(data.limit());
        long whole = data.limit() / recipe.exampleBytes();
        long wanted = (long) task.batch() * task.maxBatches();
        long examples = task.draw().isPresent() ? wanted : Math.min(wanted, whole);
        var batches = new ArrayList<Double>();
        var batch = tensors.memory((long) task.batch() * recipe.exampleBytes());
        double loss = 0;
        double right = 0;
        for (long at = 0; at < examples; at += task.batch()) {
            if (!control.proceed()) {
                throw new RefusedException(Reason.STOPPED, "stopped before all was measured");
            }
            int size = (int) Math.min(task.batch(), examples - at);
            var bytes = batch.asByteBuffer();
            for (long i = at; i < at + size; i++) {
                recipe.copy(data, place(i, examples, places), bytes);
            }
            float[] measured = call(inputs, batch, size);
            loss += (double) measured[0] * size;
            batches.add((double) measured[0]);
            right += (double) measured[1] * size;
            control.count();
        }
        if (!Double.isFinite(loss)) {
            throw new RefusedException(Reason.DIVERGED, "the loss is not finite");
        }
        var accuracy =
                recipe.hasAccuracy() ? OptionalDouble.of(right / examples) : OptionalDouble.empty();
        return new Evaluation(loss / examples, accuracy, examples, batches);
    }

    /// Without a draw spread over all places: the first example first, the last one last.
    private long place(long number, long examples, long places) {
        return task.draw().isPresent()
                ? task.draw().get().number(places, number)
                : number * (places - 1) / Math.max(1, examples - 1);
    }

    private float[] call(NDList inputs, MemorySegment batch, int size) {
        try (NDManager call = program.newManager()) {
            var all = new NDList(inputs);
            var used = batch.asSlice(0, (long) size * recipe.exampleBytes());
            var examples =
                    SharedTensors.over(call, used, DataType.UINT8, size, recipe.exampleBytes());
            all.add(program.placement().place(examples));
            return program.call("evaluate", call, all).toFloatArray();
        }
    }
}
