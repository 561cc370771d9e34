package hearth.worker;

import hearth.protocol.Answers;
import hearth.protocol.Extent;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Privacy;
import hearth.trainer.InferenceTask;
import hearth.trainer.Recipes;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.TrainingEngine;
import hearth.trainer.TrainingProgress;
import hearth.trainer.TrainingTask;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Trains in a child JVM, which stays warm between leases until [#close]. The child gets copies of
/// a lease's inputs in one work folder and nothing else. It keeps its progress there, and a
/// training of the same lease goes on from it, whatever ended the one before.
public final class ChildTraining implements Training {
    static final String OUT_OF_MEMORY = "out-of-memory";

    /// Training by each recipe, and asking what it made.
    private static final Set<String> CAPABLE = capable();

    private static final System.Logger LOG = System.getLogger(ChildTraining.class.getName());

    /// Reason id of a graphics card that failed at work.
    public static final String FELL_BACK = "engine-fell-back";

    private volatile TrainerRuntime runtime;
    private volatile Optional<AgentSnapshot.Reason> setback;
    private final TrainingEngine fallback;
    private final Set<String> choice;
    private final Path workFolder;
    private final ProgressShelf progress;
    private final BatchParts parts = new BatchParts();
    private final ReentrantLock training = new ReentrantLock();
    private volatile @Nullable TrainerProcess child;
    private Optional<String> childCard = Optional.empty();
    private volatile Optional<String> working = Optional.empty();
    private volatile boolean ready;
    private volatile boolean stopped;

    /// @param workFolder of the child alone; holds one lease's files and the progress of the last
    /// ones
    public ChildTraining(TrainerRuntime runtime, Path workFolder) {
        this(runtime, runtime.engine(), Optional.empty(), List.of(), workFolder);
    }

    /// @param fallback engine to go on with after a child on the runtime's own has crashed or hung
    /// @param setback why the runtime's engine is not that of the best device
    /// @param cards UUIDs of the cards on which the runtime's engine can compute, best first; empty
    /// where there is no choice
    /// @param workFolder emptied for each lease
    public ChildTraining(
            TrainerRuntime runtime,
            TrainingEngine fallback,
            Optional<AgentSnapshot.Reason> setback,
            List<String> cards,
            Path workFolder) {
        this.setback = setback;
        this.choice = new LinkedHashSet<>(cards);
        this.runtime = runtime;
        this.fallback = fallback;
        this.workFolder = workFolder.toAbsolutePath();
        this.progress = new ProgressShelf(this.workFolder.resolve("progress"));
    }

    private static Set<String> capable() {
        var names = new TreeSet<>(Recipes.NAMES);
        names.add(Answers.CODEC);
        names.add(Privacy.NEED);
        names.add(Extent.NEED);
        return Collections.unmodifiableSet(names);
    }

    @Override
    public Set<String> recipes() {
        return CAPABLE;
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
    public Optional<Walls> sandbox() {
        var assessment = runtime.confinement().assessment();
        return Optional.of(new Walls(assessment.sandbox().name(), assessment.grade()));
    }

    @Override
    public boolean isBegun(LeaseId lease) {
        return progress.isBegun(lease);
    }

    @Override
    public Set<String> cards() {
        return isFallen() ? Set.of() : Set.copyOf(choice);
    }

    @Override
    public Optional<String> card() {
        return choice.isEmpty() || isFallen()
                ? Optional.empty()
                : working.or(() -> runtime.engine().card());
    }

    private boolean isFallen() {
        return runtime.engine().equals(fallback);
    }

    /// A child that waits on a card which is taken away ends at once; its memory is free then.
    @Override
    public void use(Set<String> allowed) {
        var chosen = runtime.engine().card();
        if (isFallen() || chosen.isEmpty() || allowed.contains(chosen.get())) {
            return;
        }
        choice.stream()
                .filter(allowed::contains)
                .findFirst()
                .ifPresent(
                        next -> {
                            runtime = runtime.withEngine(runtime.engine().withCard(next));
                            if (training.tryLock()) {
                                try {
                                    endChild();
                                } finally {
                                    training.unlock();
                                }
                            }
                        });
    }

    /// A second caller waits until the first one's child is gone.
    private synchronized void endChild() {
        var running = child;
        child = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public Outcome train(Order order, Consumer<Step> onStep) {
        training.lock();
        try {
            stopped = false;
            return attempted(order, onStep);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            working = Optional.empty();
            training.unlock();
        }
    }

    /// What fails on a better device is done again on the processor at once: it was not the job's
    /// fault.
    private Outcome attempted(Order order, Consumer<Step> onStep) throws IOException {
        try {
            return fitted(order, onStep);
        } catch (TrainerException e) {
            return fellBack(e.failure()) ? attempted(order, onStep) : ended(e.failure());
        }
    }

    /// Once more in a child with empty memory and with smaller parts, where memory was not enough.
    private Outcome fitted(Order order, Consumer<Step> onStep) throws IOException {
        try {
            return trained(order, onStep);
        } catch (TrainerException e) {
            var plan = order.manifest().training();
            if (!isShortOfMemory(e.failure())
                    || !parts.halve(
                            order.lease().manifest(),
                            plan.batch(),
                            plan.accumulation().orElse(1))) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "memory is short; going on with half batches");
            endChild();
            return trained(order, onStep);
        }
    }

    private static boolean isShortOfMemory(TrainerFailure failure) {
        return failure instanceof TrainerFailure.Refused(var reason, var _)
                && reason == TrainerFailure.Reason.OUT_OF_MEMORY;
    }

    private Outcome trained(Order order, Consumer<Step> onStep) throws IOException {
        var folder = emptied().resolve("lease");
        Files.createDirectories(folder);
        if (order.manifest().inference().isPresent()) {
            return answered(LeaseTask.asking(folder, order), onStep);
        }
        var kept = progress.of(order.lease().id());
        var task =
                parts.fit(order.lease().manifest(), LeaseTask.in(folder, order)).withProgress(kept);
        var running = running();
        working = childCard;
        if (stopped) {
            return new Outcome.Stopped();
        }
        var result = running.train(task, p -> heard(running, p, onStep));
        if (result.steps() == 0) {
            return new Outcome.Stopped();
        }
        if (stopped) {
            // Somebody waits for the memory, and to look at many windows takes long.
            endChild();
        }
        var windows = windows(task, kept, result.steps());
        if (result.steps() == task.steps()) {
            progress.forget(order.lease().id());
        }
        return new Outcome.Done(
                task.output(),
                result.steps(),
                result.firstLoss(),
                result.lastLoss(),
                result.computing(),
                windows,
                part());
    }

    private void heard(TrainerProcess running, TrainingProgress p, Consumer<Step> onStep) {
        if (p.steps() > 0 || p.isLast()) {
            onStep.accept(new Step(p.steps(), p.loss(), p.isLast()));
        }
        if (stopped && !p.isLast()) {
            running.stop();
        }
    }

    private Outcome answered(InferenceTask task, Consumer<Step> onStep) {
        var running = running();
        working = childCard;
        if (stopped) {
            return new Outcome.Stopped();
        }
        var result = running.answer(task, p -> heard(running, p, onStep));
        if (stopped) {
            endChild();
        }
        return result.answered() == 0
                ? new Outcome.Stopped()
                : new Outcome.Done(
                        task.output(),
                        result.answered(),
                        0,
                        0,
                        result.computing(),
                        List.of(),
                        part());
    }

    private String part() {
        return childCard.orElseGet(this::engine);
    }

    /// A checkpoint that a disk or a power cut spoilt costs the windows, not the training.
    private static List<LeaseWindow> windows(TrainingTask task, Path kept, int steps) {
        try {
            return LeaseWindow.of(task.parameters(), kept, task.output(), steps);
        } catch (UncheckedIOException | MalformedMessageException e) {
            LOG.log(System.Logger.Level.WARNING, "no windows are kept", e);
            return List.of();
        }
    }

    private TrainerProcess running() {
        var warm = child;
        var wanted = runtime;
        var card = wanted.engine().card();
        if (warm != null && warm.isAlive() && card.equals(childCard)) {
            return warm;
        }
        endChild();
        childCard = card;
        ready = false;
        var started =
                TrainerProcess.start(
                        wanted,
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

    /// @return whether the processor takes over from here
    private boolean fellBack(TrainerFailure failure) {
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
        boolean over = !stopped && engineFailed && !runtime.engine().equals(fallback);
        if (over) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} failed ({1}); going on with {2}",
                    runtime.engine().id(),
                    failure.id(),
                    fallback.id());
            endChild();
            runtime = runtime.withEngine(fallback);
            setback = Optional.of(new AgentSnapshot.Reason(FELL_BACK, failure.id()));
        }
        return over;
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
                    isShortOfMemory(failure)
                            ? new Outcome.Failed(OUT_OF_MEMORY, engine())
                            : new Outcome.Failed("trainer-refused", reason.id());
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

    @Override
    public void close() {
        stopped = true;
        endChild();
    }

    private Path emptied() throws IOException {
        ProgressShelf.remove(workFolder.resolve("lease"));
        return DurableFile.folder(workFolder);
    }
}
