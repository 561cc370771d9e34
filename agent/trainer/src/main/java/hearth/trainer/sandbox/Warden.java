package hearth.trainer.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/// Starts a child, watches what it leaves in its output folder, and kills it for a breach. Has a
/// thread of its own that lives as long as the child: Linux ends a child together with the thread
/// that started it, so a pooled thread would not do.
public final class Warden {
    private static final System.Logger LOG = System.getLogger(Warden.class.getName());
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final long MIB = 1 << 20;
    private static final int MOST_FILES = 16;

    /// What a task may leave in the output folder.
    ///
    /// @param bytes of all files
    /// @param files and folders
    public record Allowance(long bytes, int files) {
        public Allowance plus(Allowance more) {
            return new Allowance(bytes + more.bytes, files + more.files);
        }
    }

    private final Sandbox sandbox;
    private final Cell cell;
    private final Runnable glance;
    private final CompletableFuture<Process> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<Breach> breach = new AtomicReference<>();
    private volatile Allowance allowance = new Allowance(MIB, MOST_FILES);

    private Warden(Sandbox sandbox, Cell cell, Runnable glance) {
        this.sandbox = sandbox;
        this.cell = cell;
        this.glance = glance;
    }

    /// @param launcher put before everything, such as `nice`
    /// @param program with the paths that the child sees
    /// @param glance called several times a second, and once more when the child is gone, before
    /// its job folder is removed
    public static Warden start(
            List<String> launcher,
            Sandbox sandbox,
            Cell cell,
            List<String> program,
            Runnable glance)
            throws IOException {
        var warden = new Warden(sandbox, cell, glance);
        var command = new ArrayList<>(launcher);
        command.addAll(sandbox.command(cell, program));
        var builder = new ProcessBuilder(command);
        builder.directory(cell.job().scratch().toFile());
        builder.environment().clear();
        builder.environment().putAll(cell.environment());
        Thread.ofPlatform().daemon().name("trainer-warden").start(() -> warden.guard(builder));
        try {
            warden.started.join();
            return warden;
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    public Process process() {
        return started.join();
    }

    /// The first rule that the child broke.
    public Optional<Breach> breach() {
        return Optional.ofNullable(breach.get());
    }

    public void allow(Allowance output) {
        allowance = output;
    }

    public void condemn(Breach reason) {
        breach.compareAndSet(null, reason);
        kill();
    }

    /// Waits for the end, for at most a second, so that memory and files are free afterwards.
    public void kill() {
        var process = process();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(LAST_WORDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "trainer {0} survives its kill",
                        process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits, for at most a second, until the job folder is removed.
    public void awaitEnd() {
        try {
            ended.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "a trainer's folder is not removed yet", e);
        }
    }

    private void guard(ProcessBuilder builder) {
        try {
            started.complete(confined(builder.start()));
        } catch (IOException | RuntimeException | Error e) {
            // Whatever it is: whoever waits for the start would wait for ever.
            started.completeExceptionally(e);
            end();
            return;
        }
        try {
            var process = process();
            while (!process.waitFor(GLANCE)) {
                if (cell.job().outputExceeds(allowance)) {
                    condemn(Breach.OUTPUT_FLOOD);
                }
                glance.run();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a trainer cannot be watched", e);
            kill();
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; without it the child is not watched.
            kill();
        }
        end();
    }

    private Process confined(Process process) throws IOException {
        try {
            sandbox.confine(process, cell.limits());
            return process;
        } catch (IOException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void end() {
        try {
            glance.run();
            cell.job().close();
            ended.complete(null);
        } catch (RuntimeException e) {
            ended.completeExceptionally(e);
            LOG.log(System.Logger.Level.WARNING, "a trainer's folder cannot be removed", e);
        }
    }
}
