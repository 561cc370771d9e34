package hearth.trainer;

import hearth.protocol.SandboxGrade;
import hearth.trainer.sandbox.Breach;
import hearth.trainer.sandbox.BreachException;
import hearth.trainer.sandbox.JobFolder;
import hearth.trainer.sandbox.Limits;
import hearth.trainer.sandbox.Sandbox;
import hearth.trainer.sandbox.Warden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/// One child JVM that trains. Tasks run one at a time and block their caller; `stop`, `pause`,
/// `resume` and `close` may come from any thread. Whatever happens to the child, this process only
/// sees a [TrainerException]; unless that says `Refused`, the child is gone and a new one can be
/// started.
public final class TrainerProcess implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TrainerProcess.class.getName());
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Warden warden;
    private final Handover handover;
    private final Frames frames;
    private final Duration silenceLimit;
    private final Limits limits;
    private final Strangers strangers;
    private final LogTail log;

    private final Inbox inbox;

    private final Thread logReader;
    private volatile boolean closed;
    private volatile boolean paused;

    /// The child inside its sandbox, once it was looked for.
    private Optional<ProcessHandle> program = Optional.empty();

    /// Whether it was given a task.
    private boolean used;

    private TrainerProcess(
            Warden warden, Handover handover, TrainerRuntime runtime, SandboxGrade grade) {
        this.warden = warden;
        this.handover = handover;
        this.silenceLimit = runtime.silenceLimit();
        this.limits = runtime.confinement().limits();
        this.strangers = new Strangers(runtime, grade);
        this.log =
                new LogTail(
                        runtime.confinement().limits().logBytes(),
                        () -> warden.condemn(Breach.LOG_FLOOD));
        var process = warden.process();
        this.frames = new Frames(process.getInputStream(), process.getOutputStream());
        this.logReader =
                Thread.ofVirtual()
                        .name("trainer-log")
                        .start(() -> log.follow(process.getErrorStream()));
        this.inbox = new Inbox(frames, warden);
        Thread.ofVirtual().name("trainer-inbox").start(inbox::receive);
    }

    /// Spawns a child behind the walls that this computer gives and waits until its engine is
    /// loaded.
    ///
    /// @param workDirectory in which the child gets a folder of its own
    /// @throws TrainerException if the walls are too weak or the child does not come up
    public static TrainerProcess start(TrainerRuntime runtime, Path workDirectory) {
        return start(runtime, workDirectory, spawned -> {});
    }

    /// @param onSpawn gets the child while its engine is still loading, so that it can be closed
    public static TrainerProcess start(
            TrainerRuntime runtime, Path workDirectory, Consumer<TrainerProcess> onSpawn) {
        var assessment = runtime.confinement().assessment();
        if (!runtime.confinement().suffices()) {
            throw new TrainerException(new TrainerFailure.Unsafe(assessment.grade()));
        }
        var main = "hearth.trainer.child.Main";
        return start(runtime, workDirectory, assessment.sandbox(), main, onSpawn);
    }

    /// @param main class that is the child
    static TrainerProcess start(
            TrainerRuntime runtime, Path workDirectory, Sandbox sandbox, String main) {
        return start(runtime, workDirectory, sandbox, main, spawned -> {});
    }

    private static TrainerProcess start(
            TrainerRuntime runtime,
            Path workDirectory,
            Sandbox sandbox,
            String main,
            Consumer<TrainerProcess> onSpawn) {
        try {
            var job = JobFolder.create(workDirectory, sandbox.changesUser());
            var handover = new Handover(job, sandbox.seen(job));
            var launcher = new ArrayList<>(runtime.launcher());
            launcher.addAll(runtime.confinement().scope());
            var warden =
                    Warden.start(
                            launcher,
                            sandbox,
                            runtime.cell(sandbox, job),
                            runtime.program(sandbox, job, main),
                            handover::keepProgress);
            var trainer = new TrainerProcess(warden, handover, runtime, grade(runtime, sandbox));
            onSpawn.accept(trainer);
            try {
                trainer.awaitReady(runtime.startLimit());
            } catch (TrainerException e) {
                trainer.close();
                throw e;
            }
            return trainer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A sandbox that was not assessed has not proven anything.
    private static SandboxGrade grade(TrainerRuntime runtime, Sandbox sandbox) {
        var assessment = runtime.confinement().assessment();
        return assessment.sandbox().equals(sandbox) ? assessment.grade() : SandboxGrade.C;
    }

    /// Trains to the end, or to the step at which [#stop] is heard; the output file is written in
    /// both cases. A stranger's program gets a child that has done nothing else, and that child
    /// is closed afterwards: neither sees what the other left in its memory.
    ///
    /// @param onProgress called on this thread, several times a second at most
    public synchronized TrainingResult train(
            TrainingTask task, Consumer<TrainingProgress> onProgress) {
        boolean stranger = false;
        try {
            var program = strangers.admit(task);
            if (program.isPresent() && used) {
                throw new IllegalStateException("a stranger's program needs a child of its own");
            }
            used = true;
            stranger = program.isPresent();
            var admitted = new Message.Train(handover.admit(task, program, warden::allow));
            return switch (ask(admitted, task.steps(), onProgress)) {
                case Message.Trained(var result) -> {
                    deliver(result.steps(), task.steps(), () -> handover.deliver(task));
                    yield result;
                }
                case Message other -> throw unexpected(other);
            };
        } catch (IOException e) {
            throw endedOr(e);
        } finally {
            if (stranger) {
                close();
            }
        }
    }

    private interface Delivery {
        void carryOut() throws IOException, BreachException;
    }

    /// @param done of so many
    private void deliver(int done, int most, Delivery delivery) {
        if (done < 0 || done > most) {
            throw contained(Breach.WRONG_STEPS);
        }
        try {
            delivery.carryOut();
        } catch (BreachException e) {
            throw contained(e.breach());
        } catch (IOException e) {
            throw endedOr(e);
        }
    }

    public synchronized Evaluation evaluate(EvaluationTask task) {
        return switch (ask(() -> new Message.Evaluate(handover.admit(task)), progress -> {})) {
            case Message.Evaluated(var evaluation) -> evaluation;
            case Message other -> throw unexpected(other);
        };
    }

    /// Answers to the end, or to the input at which [#stop] is heard.
    ///
    /// @param onProgress called on this thread, several times a second at most; its steps are
    /// inputs, and their loss is 0
    public synchronized InferenceResult answer(
            InferenceTask task, Consumer<TrainingProgress> onProgress) {
        var answer = ask(() -> new Message.Answer(handover.admit(task, warden::allow)), onProgress);
        if (!(answer instanceof Message.Answered(var result))) {
            throw unexpected(answer);
        }
        int answered = result.answered();
        deliver(answered, task.span().count(), () -> handover.deliver(task, answered));
        return result;
    }

    /// The bytes that follow the prompt.
    public synchronized byte[] sample(SampleTask task) {
        return switch (ask(() -> new Message.Sample(handover.admit(task)), progress -> {})) {
            case Message.Sampled(var text) -> text;
            case Message other -> throw unexpected(other);
        };
    }

    private interface Admitted {
        Message task() throws IOException;
    }

    /// A task whose parts are of any size, so that the first ones tell nothing of the pace.
    private Message ask(Admitted admitted, Consumer<TrainingProgress> onProgress) {
        try {
            used = true;
            return ask(admitted.task(), Integer.MAX_VALUE, onProgress);
        } catch (IOException e) {
            throw endedOr(e);
        }
    }

    /// Ends the running task after its current step; without one it does nothing.
    public void stop() {
        tell(new Message.Stop());
    }

    /// Holds the running task after its current step, in memory, until [#resume] or [#stop].
    public void pause() {
        paused = true;
        tell(new Message.Pause());
    }

    public void resume() {
        paused = false;
        tell(new Message.Resume());
    }

    public boolean isAlive() {
        return warden.process().isAlive();
    }

    /// Of the program that trains, which a sandbox may be around.
    public long pid() {
        var innermost = warden.process().toHandle();
        for (var next = innermost; next != null; ) {
            innermost = next;
            next = innermost.children().findFirst().orElse(null);
        }
        return innermost.pid();
    }

    /// Kills the child; a task that runs ends with `Closed`.
    @Override
    public void close() {
        closed = true;
        warden.kill();
        warden.awaitEnd();
        inbox.end();
    }

    private void awaitReady(Duration limit) {
        if (!(next(limit, limit) instanceof Message.Ready)) {
            throw contained(Breach.GARBLED);
        }
    }

    /// A step that is finished, or a pause that was asked for, is a sign of life; a message alone
    /// is none.
    private Message ask(Message task, int steps, Consumer<TrainingProgress> onProgress) {
        tell(task);
        int done = 0;
        long alive = System.nanoTime();
        var silence = new Silence(silenceLimit);
        var budget = new TimeBudget(steps, limits);
        long active = 0;
        long heard = alive;
        while (true) {
            var limit = silence.limit();
            var left = limit.minusNanos(System.nanoTime() - alive);
            switch (next(left, limit)) {
                case Message.Progress(var progress) -> {
                    if (progress.steps() < done || progress.steps() > steps) {
                        throw contained(Breach.WRONG_STEPS);
                    }
                    if (progress.steps() > done) {
                        var after = Duration.ofNanos(System.nanoTime() - alive);
                        silence.broken(progress.steps() - done, after);
                    }
                    if (progress.steps() > done || paused) {
                        alive = System.nanoTime();
                    }
                    done = progress.steps();
                    long now = System.nanoTime();
                    active += paused ? 0 : now - heard;
                    heard = now;
                    var overrun = budget.judge(done, Duration.ofNanos(active), processorTime());
                    if (overrun.isPresent()) {
                        throw contained(overrun.get());
                    }
                    onProgress.accept(progress);
                }
                case Message.Refusal(var refused) -> throw new TrainerException(refused);
                case Message answer -> {
                    return answer;
                }
            }
        }
    }

    private Optional<Duration> processorTime() {
        var known = program;
        if (known.isEmpty()) {
            known = ProcessHandle.of(pid());
            program = known;
        }
        return known.flatMap(p -> p.info().totalCpuDuration());
    }

    /// @param limit of which `left` is left
    private Message next(Duration left, Duration limit) {
        try {
            var said = inbox.next(left);
            if (said.isEmpty()) {
                warden.kill();
                throw new TrainerException(new TrainerFailure.Hung(limit));
            }
            return said.get().message().orElseThrow(() -> new TrainerException(ending()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new TrainerException(new TrainerFailure.Closed());
        }
    }

    private void tell(Message message) {
        try {
            frames.write(message);
        } catch (IOException e) {
            // The pipe is broken because the child is gone; the inbox ends too and says so.
            inbox.end();
        }
    }

    /// The job folder goes with its child.
    private RuntimeException endedOr(IOException e) {
        return isAlive() ? new UncheckedIOException(e) : new TrainerException(ending());
    }

    private TrainerFailure ending() {
        if (closed) {
            return new TrainerFailure.Closed();
        }
        var process = warden.process();
        try {
            if (!process.waitFor(LAST_WORDS)) {
                warden.kill();
            }
            logReader.join(LAST_WORDS);
            var breach = warden.breach();
            return breach.isPresent()
                    ? new TrainerFailure.Contained(breach.get())
                    : new TrainerFailure.Crashed(process.waitFor(), log.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            warden.kill();
            return new TrainerFailure.Closed();
        }
    }

    private TrainerException contained(Breach breach) {
        warden.condemn(breach);
        return new TrainerException(new TrainerFailure.Contained(breach));
    }

    private TrainerException unexpected(Message message) {
        LOG.log(
                System.Logger.Level.WARNING,
                "trainer answered with {0}",
                message.getClass().getSimpleName());
        return contained(Breach.GARBLED);
    }
}
