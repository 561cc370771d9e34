package hearth.app.estimate;

import hearth.app.install.Image;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Optional;

/// The check as `hearth estimate` in a process of its own: what it loads is not the window's, and
/// whatever happens to it happens there. It ends with this process.
public final class EstimateProcess implements EarningsCheck {
    private static final int MOST_BYTES = 1 << 20;

    private final Image image;
    private @Nullable Process process;
    private boolean isStopped;

    public EstimateProcess(Image image) {
        this.image = image;
    }

    @Override
    public Optional<Estimate> answer() throws IOException, InterruptedException {
        var started = start();
        if (started.isEmpty()) {
            return Optional.empty();
        }
        var running = started.get();
        var end = Thread.ofPlatform().unstarted(running::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try (var said = running.getInputStream()) {
            running.getOutputStream().close();
            var answer = said.readNBytes(MOST_BYTES);
            int status = running.waitFor();
            if (isStopped()) {
                return Optional.empty();
            }
            // Where nothing could be trained an answer comes with another status than 0.
            if (answer.length == 0) {
                throw new IOException("hearth estimate ended with " + status);
            }
            return Optional.of(Json.read(answer, Estimate.class));
        } catch (MalformedMessageException e) {
            throw new IOException("hearth estimate said something else", e);
        } finally {
            running.destroy();
            forget(end);
        }
    }

    private synchronized Optional<Process> start() throws IOException {
        if (isStopped) {
            return Optional.empty();
        }
        process =
                new ProcessBuilder(image.launcher().toString(), "estimate", "--quick", "--json")
                        .redirectError(Redirect.DISCARD)
                        .start();
        return Optional.of(process);
    }

    @Override
    public synchronized void stop() {
        isStopped = true;
        if (process != null) {
            // By its handle: the process itself would close what is being read.
            process.toHandle().destroy();
        }
    }

    private synchronized boolean isStopped() {
        return isStopped;
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException endingAlready) {
            // It does what it is for.
        }
    }
}
