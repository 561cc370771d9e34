package hearth.app.bench;

import hearth.app.install.CommandFailure;
import hearth.app.install.HearthHome;
import hearth.app.install.Image;
import hearth.app.window.WindowTrace;
import hearth.app.window.WindowTrace.Note;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A window in a process of its own, started as its owner does by the script of the installation,
/// that notes its first moments.
final class OpenedWindow implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Process process;
    private final Path trace;

    private OpenedWindow(Process process, Path trace) {
        this.process = process;
        this.trace = trace;
    }

    /// @param frames whether it notes the gaps between its frames too
    static OpenedWindow start(Image image, HearthHome home, VirtualScreen screen, boolean frames) {
        try {
            Path trace = Files.createTempFile("hearth-trace", ".jsonl");
            var builder = new ProcessBuilder(image.root().resolve("bin/hearth").toString());
            var environment = builder.environment();
            environment.put("HEARTH_HOME", home.folder().toString());
            environment.put("DISPLAY", screen.display());
            environment.put(WindowTrace.FILE, trace.toString());
            if (frames) {
                environment.put(WindowTrace.FRAMES, "1");
            }
            environment.remove("WAYLAND_DISPLAY");
            environment.remove("XAUTHORITY");
            var log = home.logs().resolve("window-printed.log").toFile();
            return new OpenedWindow(
                    builder.redirectOutput(Redirect.appendTo(log))
                            .redirectErrorStream(true)
                            .start(),
                    trace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Blocks until the window has noted that.
    ///
    /// @throws CommandFailure if it does not come
    Note await(String event) throws InterruptedException {
        for (long tries = PATIENCE.dividedBy(LOOK); tries > 0; tries--) {
            Optional<Note> note = notes(event).stream().findFirst();
            if (note.isPresent()) {
                return note.get();
            }
            if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new CommandFailure(
                CommandFailure.FAILED, "The window did not come to its " + event + ".");
    }

    List<Note> notes(String event) {
        return WindowTrace.read(trace).stream().filter(n -> n.event().equals(event)).toList();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(trace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
