package hearth.worker;

import hearth.trainer.Recipes;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Trains in a child JVM, which stays warm between leases until [#close]. The child gets copies of
/// a lease's inputs in one work folder and nothing else. It keeps its progress there, and a
/// training of the same lease goes on from it, whatever ended the one before.
public final class ChildTraining implements Training {
    private static final System.Logger LOG = System.getLogger(ChildTraining.class.getName());

    private volatile TrainerRuntime runtime;
    private volatile Optional<AgentSnapshot.Reason> setback;
    private final TrainingEngine fallback;
    private final Path workFolder;
    private final ProgressShelf progress;
    private final ReentrantLock training = new ReentrantLock();
    private volatile @Nullable TrainerProcess child;
    private volatile boolean ready;
    private volatile boolean stopped;

    /// @param workFolder of the child alone; holds one lease's files and the progress of the last
    /// ones
    public ChildTraining(TrainerRuntime runtime, Path workFolder) {
        this(runtime, runtime.engine(), Optional.empty(), workFolder);
    }

    /// @param fallback engine to go on with after a child on the runtime's own has crashed or hung
    /// @param setback why the runtime's engine is not that of the best device
    /// @param workFolder emptied for each lease
    public ChildTraining(
            TrainerRuntime runtime,
            TrainingEngine fallback,
            Optional<AgentSnapshot.Reason> setback,
            Path workFolder) {
        this.setback = setback;
        this.runtime = runtime;
        this.fallback = fallback;
        this.workFolder = workFolder.toAbsolutePath();
        this.progress = new ProgressShelf(this.workFolder.resolve("progress"));
    }

    @Override
    public Set<String> recipes() {
        return Recipes.NAMES;
    }

    @Override
    public String engine() {
        return runtime.engine().device().word();
    }

    @Override
    public Optional<AgentSnapshot.Reason> setback() {
        return setback;
    }

    @Override
    public Outcome train(Order order, Consumer<Step> onStep) {
        training.lock();
        try {
            stopped = false;
            return trained(order, onStep);
        } catch (TrainerException e) {
            fallBack(e.failure());
            return ended(e.failure());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            training.unlock();
        }
    }

    private Outcome trained(Order order, Consumer<Step> onStep) throws IOException {
        var folder = emptied().resolve("lease");
        Files.createDirectories(folder);
        var task = LeaseTask.in(folder, order).withProgress(progress.of(order.lease().id()));
        var running = running();
        if (stopped) {
            return new Outcome.Stopped();
        }
        var result =
                running.train(
                        task,
                        p -> {
                            if (p.steps() > 0 || p.isLast()) {
                                onStep.accept(new Step(p.steps(), p.loss(), p.isLast()));
                            }
                            if (stopped && !p.isLast()) {
                                running.stop();
                            }
                        });
        if (result.steps() == task.steps()) {
            progress.forget(order.lease().id());
        }
        return result.steps() == 0
                ? new Outcome.Stopped()
                : new Outcome.Done(
                        task.output(),
                        result.steps(),
                        result.firstLoss(),
                        result.lastLoss(),
                        result.computing());
    }

    private TrainerProcess running() {
        var warm = child;
        if (warm != null && warm.isAlive()) {
            return warm;
        }
        ready = false;
        var started =
                TrainerProcess.start(
                        runtime,
                        workFolder,
                        spawned -> {
                            child = spawned;
                            if (stopped) {
                                spawned.close();
                            }
                        });
        ready = true;
        return started;
    }

    /// What fails on a graphics card may work on the processor; the next lease shows.
    private void fallBack(TrainerFailure failure) {
        boolean engineFailed =
                switch (failure) {
                    case TrainerFailure.Crashed _, TrainerFailure.Hung _ -> true;
                    case TrainerFailure.Refused(var reason, var _) ->
                            reason == TrainerFailure.Reason.ENGINE;
                    case TrainerFailure.Closed _,
                            TrainerFailure.Contained _,
                            TrainerFailure.Unsafe _ ->
                            false;
                };
        if (!stopped && engineFailed && !runtime.engine().equals(fallback)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} failed ({1}); going on with {2}",
                    runtime.engine().id(),
                    failure.id(),
                    fallback.id());
            var running = child;
            child = null;
            if (running != null) {
                running.close();
            }
            runtime = runtime.withEngine(fallback);
            setback = Optional.of(new AgentSnapshot.Reason(failure.id(), ""));
        }
    }

    private Outcome ended(TrainerFailure failure) {
        return switch (failure) {
            case TrainerFailure.Closed() -> new Outcome.Stopped();
            case TrainerFailure.Crashed(int exitCode, var _) ->
                    stopped
                            ? new Outcome.Stopped()
                            : new Outcome.Failed("trainer-crashed", Integer.toString(exitCode));
            case TrainerFailure.Hung(var after) ->
                    new Outcome.Failed("trainer-hung", Long.toString(after.toSeconds()));
            case TrainerFailure.Contained(var breach) ->
                    new Outcome.Failed("trainer-contained", breach.id());
            case TrainerFailure.Unsafe(var grade) ->
                    new Outcome.Failed("trainer-unsafe", grade.name());
            case TrainerFailure.Refused(var reason, var _) ->
                    new Outcome.Failed("trainer-refused", reason.id());
        };
    }

    /// A child that is still loading has done nothing that is worth waiting for.
    @Override
    public void stop() {
        stopped = true;
        var running = child;
        if (running == null) {
            return;
        }
        if (ready) {
            running.stop();
        } else {
            running.close();
        }
    }

    /// A second caller waits until the first one's child is gone.
    @Override
    public synchronized void close() {
        stopped = true;
        var running = child;
        child = null;
        if (running != null) {
            running.close();
        }
    }

    private Path emptied() throws IOException {
        ProgressShelf.remove(workFolder.resolve("lease"));
        return DurableFile.folder(workFolder);
    }
}
