package hearth.trainer.engine;

import hearth.protocol.Sha256;
import hearth.trainer.engine.EngineCatalogue.Artifact;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Fetches one pinned file. It grows under the name of its hash, goes on where it stopped, never
/// grows beyond its length, and gets its final name only when its hash is right. One thread runs
/// it; any thread may stop it.
final class Download implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int CHUNK = 1 << 16;

    private final Mirror mirror;
    private final Path folder;
    private final Backoff backoff;
    private final Duration silence;
    private final HttpClient http;
    private volatile boolean stopped;

    /// How a run ended, if nothing was wrong.
    sealed interface Outcome {
        record Complete(Path file) implements Outcome {}

        /// @param bytes that are kept for the next time
        record Stopped(long bytes) implements Outcome {}
    }

    /// What one attempt came to.
    private enum Attempt {
        DONE,
        STOPPED,
        TRY_AGAIN
    }

    /// @param silence without a byte, after which a connection counts as dead
    Download(Mirror mirror, Path folder, Backoff backoff, Duration silence) {
        this.mirror = mirror;
        this.folder = folder;
        this.backoff = backoff;
        this.silence = silence;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(CONNECT)
                        .proxy(Mirror.proxies(ProxySelector.getDefault(), System.getenv()))
                        .build();
    }

    static Download from(Mirror mirror, Path folder) {
        return new Download(mirror, folder, Backoff.usual(), Duration.ofMinutes(1));
    }

    /// Ends the run soon; what has come is kept.
    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stopped = true;
        http.shutdownNow();
    }

    /// Where the whole file will lie.
    Path place(Artifact artifact) {
        return folder.resolve(artifact.sha256().hex());
    }

    private Path growing(Artifact artifact) {
        return folder.resolve(artifact.sha256().hex() + ".part");
    }

    /// Bytes that need not come again.
    long kept(Artifact artifact) {
        if (place(artifact).toFile().isFile()) {
            return artifact.bytes();
        }
        return Math.min(growing(artifact).toFile().length(), artifact.bytes());
    }

    /// @param arrived told the file's bytes so far
    /// @throws EngineException if the server does not deliver, or not this file
    Outcome run(Artifact artifact, LongConsumer arrived) throws IOException {
        Files.createDirectories(folder);
        var whole = place(artifact);
        if (Files.isRegularFile(whole)) {
            if (Sha256.ofFile(whole).equals(artifact.sha256())) {
                arrived.accept(artifact.bytes());
                return new Outcome.Complete(whole);
            }
            Files.delete(whole);
        }
        var transfer = new Transfer(artifact, arrived);
        int failures = 0;
        String last = "";
        while (failures < backoff.attempts()) {
            long before = transfer.bytes;
            try {
                switch (transfer.attempt()) {
                    case DONE -> {
                        return new Outcome.Complete(settle(artifact));
                    }
                    case STOPPED -> {
                        return new Outcome.Stopped(transfer.bytes);
                    }
                    case TRY_AGAIN -> last = transfer.trouble;
                }
            } catch (IOException e) {
                if (stopped) {
                    return new Outcome.Stopped(kept(artifact));
                }
                last = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome.Stopped(kept(artifact));
            }
            failures = transfer.bytes > before ? 1 : failures + 1;
            if (failures < backoff.attempts() && !waited(failures)) {
                return new Outcome.Stopped(kept(artifact));
            }
        }
        throw new EngineException(new EngineProblem.Unreachable(mirror.base().getHost(), last));
    }

    private boolean waited(int failures) {
        try {
            backoff.pause(failures);
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Path settle(Artifact artifact) throws IOException {
        return Files.move(growing(artifact), place(artifact), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Forgets what came.
    void discard(Artifact artifact) throws IOException {
        Files.deleteIfExists(growing(artifact));
        Files.deleteIfExists(place(artifact));
    }

    /// The file as it grows over several connections.
    private final class Transfer {
        private final Artifact artifact;
        private final LongConsumer arrived;
        private final Path file;
        private MessageDigest digest = Sha256.digest();
        private long bytes;
        private boolean isRead;
        private String trouble = "";

        Transfer(Artifact artifact, LongConsumer arrived) {
            this.artifact = artifact;
            this.arrived = arrived;
            this.file = growing(artifact);
        }

        Attempt attempt() throws IOException, InterruptedException {
            if (stopped) {
                return Attempt.STOPPED;
            }
            if (!isRead) {
                readKept();
            }
            if (bytes == artifact.bytes() && isRight()) {
                return Attempt.DONE;
            }
            var request = HttpRequest.newBuilder(mirror.of(artifact)).timeout(silence).GET();
            request.header("Accept-Encoding", "identity");
            if (bytes > 0) {
                request.header("Range", "bytes=" + bytes + "-");
            }
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return switch (response.statusCode()) {
                    case 200 -> {
                        // The whole file, asked for or not.
                        forget();
                        requireLength(
                                response.headers()
                                        .firstValueAsLong("Content-Length")
                                        .orElse(artifact.bytes()));
                        yield take(body);
                    }
                    case 206 ->
                            goesOn(response) ? take(body) : again("a range that was not asked for");
                    case 416 -> again("HTTP 416");
                    case 408, 425, 429, 500, 502, 503, 504 -> {
                        trouble = "HTTP " + response.statusCode();
                        yield Attempt.TRY_AGAIN;
                    }
                    default ->
                            throw new EngineException(
                                    new EngineProblem.Unreachable(
                                            mirror.base().getHost(),
                                            "HTTP " + response.statusCode()));
                };
            }
        }

        /// What an earlier run left counts after its bytes went through the hash again.
        private void readKept() throws IOException {
            isRead = true;
            if (!Files.isRegularFile(file)) {
                return;
            }
            if (Files.size(file) > artifact.bytes()) {
                forget();
                return;
            }
            try (var in = Files.newInputStream(file)) {
                var buffer = new byte[CHUNK];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    digest.update(buffer, 0, n);
                    bytes += n;
                }
            }
            arrived.accept(bytes);
        }

        private void forget() throws IOException {
            Files.deleteIfExists(file);
            digest = Sha256.digest();
            bytes = 0;
        }

        private Attempt again(String why) throws IOException {
            forget();
            trouble = why;
            return Attempt.TRY_AGAIN;
        }

        private boolean goesOn(HttpResponse<InputStream> response) {
            var range = response.headers().firstValue("Content-Range").orElse("");
            var whole =
                    range.matches("bytes \\d+-\\d+/\\d{1,18}") ? range.replaceFirst(".*/", "") : "";
            if (!whole.isEmpty()) {
                requireLength(Long.parseLong(whole));
            }
            return range.startsWith("bytes " + bytes + "-");
        }

        private void requireLength(long said) {
            if (said != artifact.bytes()) {
                throw wrong(said + " bytes long instead of " + artifact.bytes());
            }
        }

        private Attempt take(InputStream body) throws IOException {
            try (var watch = new SilenceWatch(body, silence);
                    var out =
                            Files.newOutputStream(
                                    file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                var buffer = new byte[CHUNK];
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    watch.heard();
                    if (bytes + n > artifact.bytes()) {
                        throw wrong("longer than " + artifact.bytes() + " bytes");
                    }
                    digest.update(buffer, 0, n);
                    out.write(buffer, 0, n);
                    bytes += n;
                    arrived.accept(bytes);
                    if (stopped) {
                        return Attempt.STOPPED;
                    }
                }
            }
            if (bytes < artifact.bytes()) {
                trouble = "the connection ended early";
                return Attempt.TRY_AGAIN;
            }
            if (isRight()) {
                return Attempt.DONE;
            }
            throw wrong("another SHA-256");
        }

        private boolean isRight() throws IOException {
            var found = HexFormat.of().formatHex(digest.digest());
            if (found.equals(artifact.sha256().hex())) {
                return true;
            }
            forget();
            return false;
        }

        private EngineException wrong(String how) {
            try {
                forget();
            } catch (IOException e) {
                // The next run reads it through the hash anyway.
                trouble = e.getClass().getSimpleName();
            }
            return new EngineException(
                    new EngineProblem.WrongContent(mirror.base().getHost(), artifact.name(), how));
        }
    }

    /// Closes a stream on which nothing arrives any more: reading it would wait for ever.
    private static final class SilenceWatch implements AutoCloseable {
        private final ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("download-watch").factory());
        private final AtomicLong heardAt = new AtomicLong(System.nanoTime());

        SilenceWatch(InputStream body, Duration silence) {
            long nanos = silence.toNanos();
            var _ =
                    clock.scheduleWithFixedDelay(
                            () -> {
                                if (System.nanoTime() - heardAt.get() > nanos) {
                                    close(body);
                                }
                            },
                            nanos / 4,
                            nanos / 4,
                            TimeUnit.NANOSECONDS);
        }

        private static void close(InputStream body) {
            try {
                body.close();
            } catch (IOException alreadyGone) {
                // The reader finds out by itself.
            }
        }

        void heard() {
            heardAt.set(System.nanoTime());
        }

        @Override
        public void close() {
            clock.shutdownNow();
        }
    }
}
