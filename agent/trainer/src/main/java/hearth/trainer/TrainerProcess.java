package hearth.trainer;

import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One child JVM that trains. Tasks run one at a time and block their caller; `stop`, `pause`,
/// `resume` and `close` may come from any thread. Whatever happens to the child, this process only
/// sees a [TrainerException]; unless that says `Refused`, the child is gone and a new one can be
/// started.
public final class TrainerProcess implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TrainerProcess.class.getName());
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final Process process;
    private final Frames frames;
    private final Duration silenceLimit;
    private final LogTail log = new LogTail();

    /// Empty means that the child closed its end.
    private final BlockingQueue<Optional<Message>> inbox = new LinkedBlockingQueue<>();

    private final Thread logReader;
    private volatile boolean closed;

    private TrainerProcess(Process process, Duration silenceLimit) {
        this.process = process;
        this.silenceLimit = silenceLimit;
        this.frames = new Frames(process.getInputStream(), process.getOutputStream());
        this.logReader =
                Thread.ofVirtual()
                        .name("trainer-log")
                        .start(() -> log.follow(process.getErrorStream()));
        Thread.ofVirtual().name("trainer-inbox").start(this::receive);
    }

    /// Spawns a child and waits until its engine is loaded.
    ///
    /// @param workDirectory the only folder that the child is told to write to
    /// @throws TrainerException if the child does not come up
    public static TrainerProcess start(TrainerRuntime runtime, Path workDirectory) {
        try {
            Files.createDirectories(workDirectory);
            var folder = workDirectory.toAbsolutePath();
            var builder = new ProcessBuilder(runtime.command(folder)).directory(folder.toFile());
            builder.environment().clear();
            builder.environment().putAll(runtime.environment(System.getenv()));
            var trainer = new TrainerProcess(builder.start(), runtime.silenceLimit());
            trainer.awaitReady(runtime.startLimit());
            return trainer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Trains to the end, or to the step at which [#stop] is heard; the output file is written in
    /// both cases.
    ///
    /// @param onProgress called on this thread, several times a second at most
    public TrainingResult train(TrainingTask task, Consumer<TrainingProgress> onProgress) {
        return switch (ask(new Message.Train(task), onProgress)) {
            case Message.Trained(var result) -> result;
            case Message other -> throw unexpected(other);
        };
    }

    public Evaluation evaluate(EvaluationTask task) {
        return switch (ask(new Message.Evaluate(task), progress -> {})) {
            case Message.Evaluated(var evaluation) -> evaluation;
            case Message other -> throw unexpected(other);
        };
    }

    /// The bytes that follow the prompt.
    public byte[] sample(SampleTask task) {
        return switch (ask(new Message.Sample(task), progress -> {})) {
            case Message.Sampled(var text) -> text;
            case Message other -> throw unexpected(other);
        };
    }

    /// Ends the running task after its current step; without one it does nothing.
    public void stop() {
        tell(new Message.Stop());
    }

    /// Holds the running task after its current step, in memory, until [#resume] or [#stop].
    public void pause() {
        tell(new Message.Pause());
    }

    public void resume() {
        tell(new Message.Resume());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// Kills the child; a task that runs ends with `Closed`.
    @Override
    public void close() {
        closed = true;
        kill();
        inbox.add(Optional.empty());
    }

    private void awaitReady(Duration limit) {
        if (!(next(limit) instanceof Message.Ready)) {
            kill();
            throw new MalformedMessageException("trainer did not say that it is ready", null);
        }
    }

    private synchronized Message ask(Message task, Consumer<TrainingProgress> onProgress) {
        tell(task);
        while (true) {
            switch (next(silenceLimit)) {
                case Message.Progress(var progress) -> onProgress.accept(progress);
                case Message.Refusal(var refused) -> throw new TrainerException(refused);
                case Message answer -> {
                    return answer;
                }
            }
        }
    }

    private Message next(Duration limit) {
        try {
            var message = inbox.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (message == null) {
                kill();
                throw new TrainerException(new TrainerFailure.Hung(limit));
            }
            return message.orElseThrow(() -> new TrainerException(ending()));
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
            inbox.add(Optional.empty());
        }
    }

    private void receive() {
        try {
            for (var m = frames.read(); m.isPresent(); m = frames.read()) {
                inbox.add(m);
            }
        } catch (IOException | MalformedMessageException e) {
            kill();
        }
        inbox.add(Optional.empty());
    }

    private TrainerFailure ending() {
        if (closed) {
            return new TrainerFailure.Closed();
        }
        try {
            if (!process.waitFor(LAST_WORDS)) {
                kill();
            }
            logReader.join(LAST_WORDS);
            return new TrainerFailure.Crashed(process.waitFor(), log.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            return new TrainerFailure.Closed();
        }
    }

    /// Waits for the end, for at most a second, so that memory and files are free afterwards.
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(LAST_WORDS)) {
                LOG.log(System.Logger.Level.WARNING, "trainer {0} survives its kill", pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MalformedMessageException unexpected(Message message) {
        kill();
        return new MalformedMessageException(
                "trainer answered with " + message.getClass().getSimpleName(), null);
    }
}
