package hearth.app.practice;

import hearth.app.install.HearthHome;
import hearth.app.logs.Logs;
import hearth.worker.AgentLink;
import hearth.worker.SocketAgentLink;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps one agent process alive: started again whenever it breaks, with growing pauses while it
/// breaks at once. An agent that outlived a killed host works for a coordinator of the past: it is
/// ended before each start, and at the end too, because it may have taken the agent's folder from
/// ours. One virtual thread owns the process.
final class AgentProcess implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("hearth.practice");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HEALTHY = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration TICK = Duration.ofMillis(100);

    private final List<String> command;
    private final HearthHome home;
    private final Runnable quit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closing;
    private @Nullable Process process;

    /// @param command the whole command line of the agent
    /// @param quit told on a thread of its own when the agent ended because its owner wanted that
    AgentProcess(List<String> command, HearthHome home, Runnable quit) {
        this.command = List.copyOf(command);
        this.home = home;
        this.quit = quit;
    }

    void start() {
        var _ = Thread.ofVirtual().name("agent-keeper").start(this::keep);
    }

    private void keep() {
        var pause = FIRST_PAUSE;
        try {
            while (true) {
                endOther();
                long begun = System.nanoTime();
                if (ranToItsEnd()) {
                    return;
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

    /// Runs it once.
    ///
    /// @return whether it ended because it was asked to, by its owner or by us; one that breaks or
    /// does not even start, as with a full disk, is tried again
    private boolean ranToItsEnd() throws InterruptedException {
        try {
            var running = launch();
            if (running == null) {
                return true;
            }
            boolean asked = running.waitFor() == 0;
            if (asked && !isClosing()) {
                quit.run();
            }
            return asked;
        } catch (IOException unable) {
            LOG.log(Level.WARNING, "the agent does not start", unable);
            return false;
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Process launch() throws IOException {
        lock.lock();
        try {
            if (closing) {
                return null;
            }
            var log = new Logs(home).printed("agent");
            process =
                    new ProcessBuilder(command)
                            .redirectInput(Redirect.from(nullDevice()))
                            .redirectOutput(Redirect.appendTo(log.toFile()))
                            .redirectErrorStream(true)
                            .start();
            return process;
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
        try {
            if (running != null) {
                end(running);
            }
            endOther();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Asks whatever agent answers to end, and waits for that.
    private void endOther() throws InterruptedException {
        try (var watch = new AgentWatch(SocketAgentLink.to(home.agent()))) {
            if (watch.tell(AgentLink::shutdown)) {
                long patience = PATIENCE.dividedBy(TICK);
                while (patience-- > 0 && watch.snapshot().isPresent()) {
                    new CountDownLatch(1).await(TICK.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    private static void end(Process running) throws InterruptedException {
        running.destroy();
        boolean ended = false;
        try {
            ended = running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            if (!ended) {
                running.destroyForcibly();
            }
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
