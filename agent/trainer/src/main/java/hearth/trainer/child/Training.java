package hearth.trainer.child;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

import hearth.protocol.MalformedMessageException;
import hearth.protocol.Sha256;
import hearth.trainer.ProgressCheckpoint;
import hearth.trainer.ProgressFolder;
import hearth.trainer.Recipe;
import hearth.trainer.TrainerFailure.Reason;
import hearth.trainer.TrainingResult;
import hearth.trainer.TrainingTask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One training task. The program gets all state as tensors over memory of ours and changes it in
/// place, so it can be left after any step and entered again. Trainer thread only.
final class Training {
    private static final System.Logger LOG = System.getLogger(Training.class.getName());

    /// With the longest call and the writing itself, a kill loses less than 30 s.
    private static final Duration PROGRESS = Duration.ofSeconds(25);

    private final Program program;
    private final Recipe recipe;
    private final TrainingTask task;
    private final Control control;
    private final Runnable lastStep;
    private final Chunks chunks = new Chunks();
    private Duration computing = Duration.ZERO;
    private Optional<ProgressFolder> progress = Optional.empty();
    private int resumedAt;
    private Duration preparing = Duration.ZERO;

    /// @param lastStep called once no further step follows
    Training(
            Program program, Recipe recipe, TrainingTask task, Control control, Runnable lastStep) {
        this.program = program;
        this.recipe = recipe;
        this.task = task;
        this.control = control;
        this.lastStep = lastStep;
    }

    /// @param computer names what computes, for as far as it decides bits
    TrainingResult run(String computer) {
        try (var arena = Arena.ofConfined();
                var tensors = new SharedTensors(program)) {
            var shard = Shard.map(task.shard(), recipe, arena);
            var state = new TrainingState(tensors, task, recipe);
            var words = tensors.memory(Control.WORDS * (long) Long.BYTES);
            control.share(words, state.losses());
            try {
                int done = begin(state, shard, computer);
                return train(tensors, shard, state, words, done);
            } finally {
                control.unshare();
            }
        }
    }

    /// @return steps that are done already
    private int begin(TrainingState state, ByteBuffer shard, String computer) {
        if (task.start().isEmpty() && task.progress().isEmpty()) {
            return 0;
        }
        var print = new Fingerprint(task).with("shard", shard);
        print.with("parameters", state.before());
        print.with("frozen", state.frozen());
        task.secondMoments().ifPresent(_ -> print.with("secondMoments", state.second()));
        task.start().ifPresent(checkpoint -> restore(state, start(checkpoint, print.hash())));
        state.begin();
        progress = task.progress().map(f -> new ProgressFolder(f, print.hash(), computer));
        progress.flatMap(folder -> folder.newest(task.steps()))
                .filter(newest -> newest.steps() >= resumedAt)
                .ifPresent(newest -> restore(state, newest));
        return resumedAt;
    }

    private void restore(TrainingState state, ProgressCheckpoint checkpoint) {
        state.restore(checkpoint);
        resumedAt = checkpoint.steps();
        computing = checkpoint.computing();
        control.resumeAt(resumedAt);
    }

    private ProgressCheckpoint start(Path checkpoint, Sha256 print) {
        try {
            var found = ProgressFolder.read(checkpoint, print);
            if (found.steps() > task.steps()) {
                throw new RefusedException(Reason.BAD_START, "the checkpoint is beyond the end");
            }
            return found;
        } catch (IOException | UncheckedIOException | MalformedMessageException e) {
            throw new RefusedException(Reason.BAD_START, e);
        }
    }

    private TrainingResult train(
            SharedTensors tensors,
            ByteBuffer shard,
            TrainingState state,
            MemorySegment words,
            int begin) {
        var call = new Call(tensors, shard, state, words);
        int done = begin;
        int kept = begin;
        long keptAt = System.nanoTime();
        while (done < task.steps()) {
            boolean due = System.nanoTime() - keptAt >= PROGRESS.toNanos();
            if (done > kept && (due || done % ProgressFolder.WINDOW == 0 || control.isPaused())) {
                keep(state, done);
                kept = done;
                keptAt = System.nanoTime();
            }
            if (!control.proceed()) {
                break;
            }
            int toWindow = ProgressFolder.WINDOW - done % ProgressFolder.WINDOW;
            done = call.steps(done, chunks.next(Math.min(toWindow, task.steps() - done)));
        }
        control.over();
        lastStep.run();
        if (done > kept) {
            keep(state, done);
        }
        return finish(state, done);
    }

    /// A full disk costs the progress, not the training.
    private void keep(TrainingState state, int done) {
        try {
            if (progress.isPresent()) {
                progress.get().keep(state.checkpoint(done, computing));
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "progress is not kept", e);
        }
    }

    private TrainingResult finish(TrainingState state, int done) {
        state.writeDifference(task.output());
        task.secondMomentsOutput().ifPresent(file -> state.writeSecondMoments(file, done));
        return new TrainingResult(
                done == 0 ? 0 : state.loss(1),
                done == 0 ? 0 : state.loss(done),
                done,
                resumedAt,
                computing,
                preparing);
    }

    /// Calls the training program; what does not change between calls is made once.
    private final class Call {
        private final ByteBuffer shard;
        private final MemorySegment losses;
        private final MemorySegment batches;
        private final NDList state = new NDList();
        private final NDArray hyper;
        private final NDArray ctl;

        Call(SharedTensors tensors, ByteBuffer shard, TrainingState state, MemorySegment words) {
            this.shard = shard;
            this.losses = state.losses();
            this.batches = tensors.memory((long) Chunks.MOST_STEPS * stepBytes());
            state.addTo(this.state);
            this.state.add(tensors.manager().create(recipe.sizes()));
            float[] numbers = {(float) task.weightDecay(), (float) task.clip()};
            this.hyper = tensors.manager().create(numbers);
            this.ctl = tensors.over(words, DataType.INT64, Control.WORDS);
        }

        /// Up to `steps` more steps.
        ///
        /// @return all steps done then
        int steps(int done, int steps) {
            long begin = System.nanoTime();
            fill(done, steps);
            try (NDManager call = program.newManager()) {
                var inputs = new NDList(state);
                var examples =
                        SharedTensors.over(
                                call,
                                batches.asSlice(0, (long) steps * stepBytes()),
                                DataType.UINT8,
                                steps,
                                task.accumulation(),
                                task.batch() / task.accumulation(),
                                recipe.exampleBytes());
                inputs.add(program.placement().place(examples));
                inputs.add(rates(call, done, steps));
                inputs.add(hyper);
                inputs.add(lossesFrom(call, done, steps));
                inputs.add(ctl);
                long start = System.nanoTime();
                preparing = preparing.plusNanos(start - begin);
                program.call("train_k", call, inputs);
                long nanos = System.nanoTime() - start;
                computing = computing.plusNanos(nanos);
                int now = control.settle();
                chunks.took(now - done, nanos);
                return now;
            }
        }

        private NDArray lossesFrom(NDManager call, int done, int steps) {
            var part = losses.asSlice(done * (long) Float.BYTES, steps * (long) Float.BYTES);
            return SharedTensors.over(call, part, DataType.FLOAT32, steps);
        }

        private void fill(int done, int steps) {
            var buffer = batches.asByteBuffer();
            for (int k = 0; k < steps; k++) {
                recipe.draw(shard, task.seed(), done + k, task.batch(), buffer);
            }
        }

        private NDArray rates(NDManager call, int done, int steps) {
            var rates = new float[steps];
            for (int k = 0; k < steps; k++) {
                double ramp = (done + k + 1.0) / Math.max(1, task.warmupSteps());
                double rate = task.learningRate() - task.learningRateFall() * (done + k);
                rates[k] = (float) (rate * Math.min(1, ramp));
            }
            return call.create(rates);
        }
    }

    private int stepBytes() {
        return Math.multiplyExact(task.batch(), recipe.exampleBytes());
    }
}
