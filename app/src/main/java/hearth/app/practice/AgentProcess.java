package hearth.app.practice;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps one agent process alive: started again whenever it breaks, with growing pauses while it
/// breaks at once.
/// The agent outlives a crash of this process; a new one then finds it by its socket and leaves it
/// alone.
/// One virtual thread owns the process.
final class AgentProcess implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HEALTHY = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> command;
    private final Path log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closing;
    private @Nullable Process process;

    /// @param command the whole command line of the agent
    /// @param log file that takes what it prints
    AgentProcess(List<String> command, Path log) {
        this.command = List.copyOf(command);
        this.log = log;
    }

    void start() {
        var _ = Thread.ofVirtual().name("agent-keeper").start(this::keep);
    }

    private void keep() {
        var pause = FIRST_PAUSE;
        try {
            while (true) {
                long begun = System.nanoTime();
                var running = launch();
                if (running == null) {
                    return;
                }
                if (running.waitFor() == 0) {
                    return; // It was asked to end, by its owner or by us.
                }
                boolean lasted = System.nanoTime() - begun > HEALTHY.toNanos();
                pause = lasted ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
                if (waitUnlessClosing(lasted ? FIRST_PAUSE : pause)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Process launch() {
        lock.lock();
        try {
            if (closing) {
                return null;
            }
            Files.createDirectories(log.toAbsolutePath().getParent());
            process =
                    new ProcessBuilder(command)
                            .redirectInput(Redirect.from(nullDevice()))
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .redirectErrorStream(true)
                            .start();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private static File nullDevice() {
        return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
    }

    private boolean waitUnlessClosing(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (!closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /// Ends the agent: it finishes its step and keeps its journal.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        var running = process;
        if (running != null) {
            end(running);
        }
    }

    private static void end(Process running) {
        running.destroy();
        try {
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
