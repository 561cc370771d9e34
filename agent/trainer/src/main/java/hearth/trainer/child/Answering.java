package hearth.trainer.child;

import ai.djl.ndarray.NDList;

import hearth.protocol.Answers;
import hearth.protocol.Inference.Form;
import hearth.protocol.MalformedMessageException;
import hearth.trainer.InferenceResult;
import hearth.trainer.InferenceTask;
import hearth.trainer.Recipe;
import hearth.trainer.Recipes;
import hearth.trainer.SplitMix64;
import hearth.trainer.TrainerFailure.Reason;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// One inference task: texts byte after byte, each seeing the last `context` bytes; rows and
/// pictures as many a call as fit into a quarter of a second. Stop and pause are looked at between
/// two calls; a text that is stopped in its middle is not answered. Trainer thread only.
final class Answering {
    private final Program program;
    private final Recipe recipe;
    private final InferenceTask task;
    private final Control control;
    private final Chunks chunks = new Chunks();
    private long computing;

    Answering(Program program, Recipe recipe, InferenceTask task, Control control) {
        try {
            Recipes.checkAsked(task.recipe(), task.asked());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.BAD_RECIPE, e);
        }
        this.program = program;
        this.recipe = recipe;
        this.task = task;
        this.control = control;
    }

    InferenceResult run() throws IOException {
        try (var arena = Arena.ofConfined();
                var tensors = new SharedTensors(program)) {
            var inputs = inputs(arena);
            var model = tensors.model(recipe, task.parameters(), task.frozen());
            long bytes = task.span().count() * Answers.rowBytes(task.asked());
            var rows = tensors.memory(bytes);
            int answered =
                    task.asked().form() == Form.TEXT
                            ? texts(model, inputs, tensors, rows)
                            : scores(model, inputs, tensors, rows);
            control.over();
            if (answered > 0) {
                long done = answered * Answers.rowBytes(task.asked());
                write(answered, rows.asSlice(0, done).asByteBuffer());
            }
            return new InferenceResult(answered, Duration.ofNanos(computing));
        }
    }

    private void write(int answered, ByteBuffer rows) {
        try {
            Answers.of(task.asked(), answered, rows).write(task.output());
        } catch (MalformedMessageException notFinite) {
            throw new RefusedException(Reason.DIVERGED, notFinite);
        }
    }

    /// Those of the span alone.
    private MemorySegment inputs(Arena arena) throws IOException {
        var asked = task.asked();
        var span = task.span();
        try (var in = FileChannel.open(task.shard(), StandardOpenOption.READ)) {
            var shard = in.map(MapMode.READ_ONLY, 0, in.size(), arena);
            int all = Math.toIntExact(in.size() / asked.recordBytes());
            if (all < span.from() + span.count()) {
                throw new RefusedException(Reason.BAD_DATA, "the shard has fewer inputs");
            }
            Recipes.checkInputs(asked, all, shard.asByteBuffer());
            return shard.asSlice(
                    (long) span.from() * asked.recordBytes(),
                    (long) span.count() * asked.recordBytes());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new RefusedException(Reason.BAD_DATA, e);
        }
    }

    private int texts(
            NDList model, MemorySegment inputs, SharedTensors tensors, MemorySegment rows) {
        var asked = task.asked();
        int record = asked.recordBytes();
        var text = tensors.memory((long) asked.inputBytes() + asked.width());
        for (int i = 0; i < task.span().count(); i++) {
            var input = inputs.asSlice((long) i * record, record);
            int length = input.asByteBuffer().getShort() & 0xFFFF;
            MemorySegment.copy(input, record - asked.inputBytes(), text, 0, length);
            if (!goOn(model, text, length, SplitMix64.at(asked.seed(), task.span().number() + i))) {
                return i;
            }
            MemorySegment.copy(text, length, rows, (long) i * asked.width(), asked.width());
            control.count();
        }
        return task.span().count();
    }

    /// @param text whose first bytes are there; the others are written
    /// @return false if it was stopped before the last
    private boolean goOn(NDList model, MemorySegment text, int length, long seed) {
        int context = recipe.exampleBytes() - 1;
        double temperature = task.asked().temperature().doubleValue();
        for (int n = 0; n < task.asked().width(); n++) {
            if (!control.proceed()) {
                return false;
            }
            int at = length + n;
            int seen = Math.min(at, context);
            float[] scores = looked(model, text.asSlice((long) at - seen, seen), 1);
            byte next = (byte) Sampling.choose(scores, temperature, seed, n);
            text.set(ValueLayout.JAVA_BYTE, at, next);
        }
        return true;
    }

    private int scores(
            NDList model, MemorySegment inputs, SharedTensors tensors, MemorySegment rows) {
        var asked = task.asked();
        int record = asked.recordBytes();
        var batch = tensors.memory((long) Chunks.MOST_STEPS * record);
        int done = 0;
        while (done < task.span().count() && control.proceed()) {
            int some = chunks.next(task.span().count() - done);
            MemorySegment.copy(inputs, (long) done * record, batch, 0, (long) some * record);
            long before = computing;
            float[] scores = looked(model, batch.asSlice(0, (long) some * record), some);
            chunks.took(some, computing - before);
            long at = done * Answers.rowBytes(asked);
            MemorySegment.copy(
                    scores, 0, rows, ValueLayout.JAVA_FLOAT_UNALIGNED, at, scores.length);
            for (int i = 0; i < some; i++) {
                control.count();
            }
            done += some;
        }
        return done;
    }

    private float[] looked(NDList model, MemorySegment inputs, int batch) {
        long start = System.nanoTime();
        float[] scores = Sampling.scores(program, model, inputs, batch);
        computing += System.nanoTime() - start;
        return scores;
    }
}
