package hearth.app.update;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A repository on a web server. A request names the file and nothing else: no identifier, no
/// version, no cookie. A connection on which nothing arrives is closed.
public final class HttpMirror implements Mirror, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final Duration silence;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .build();

    /// @param base with a slash at its end; https, or http on this computer
    /// @param silence without a byte, after which a connection counts as dead
    public HttpMirror(URI base, Duration silence) {
        if (!isAllowed(base)) {
            throw new IllegalArgumentException("a mirror is https and ends with a slash");
        }
        this.base = base;
        this.silence = silence;
    }

    static boolean isAllowed(URI base) {
        String host = base.getHost();
        if (host == null || base.getPath() == null || !base.getPath().endsWith("/")) {
            return false;
        }
        boolean here =
                host.equals("localhost")
                        || (host.matches("[0-9.]+")
                                && InetAddress.ofLiteral(host).isLoopbackAddress());
        return "https".equals(base.getScheme()) || (here && "http".equals(base.getScheme()));
    }

    @Override
    public Optional<Content> open(String path, long from) throws IOException {
        var request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(silence)
                        .header("Accept-Encoding", "identity")
                        .header("User-Agent", "hearth");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        try {
            var answer =
                    http.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            var body = new Watched(answer.body(), silence);
            return switch (answer.statusCode()) {
                case OK -> Optional.of(new Content(body, 0));
                case PARTIAL -> Optional.of(new Content(body, began(answer, body)));
                case FORBIDDEN, NOT_FOUND -> {
                    body.close();
                    yield Optional.empty();
                }
                default -> {
                    body.close();
                    throw new IOException("HTTP " + answer.statusCode());
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static long began(HttpResponse<?> answer, InputStream body) throws IOException {
        String range = answer.headers().firstValue("Content-Range").orElse("");
        if (!range.matches("bytes [0-9]{1,18}-[0-9]{1,18}/.*")) {
            body.close();
            throw new IOException("a part without its place");
        }
        return Long.parseLong(range.substring("bytes ".length(), range.indexOf('-')));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /// Closes the body when nothing arrives any more: reading it would wait for ever.
    private static final class Watched extends InputStream {
        private final ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("update-watch").factory());
        private final AtomicLong heardAt = new AtomicLong(System.nanoTime());
        private final InputStream body;

        Watched(InputStream body, Duration silence) {
            this.body = body;
            long nanos = silence.toNanos();
            var _ =
                    clock.scheduleWithFixedDelay(
                            () -> {
                                if (System.nanoTime() - heardAt.get() > nanos) {
                                    end();
                                }
                            },
                            nanos / 4,
                            nanos / 4,
                            TimeUnit.NANOSECONDS);
        }

        private void end() {
            try {
                body.close();
            } catch (IOException alreadyGone) {
                // The reader finds out by itself.
            }
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            heardAt.set(System.nanoTime());
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = body.read(buffer, offset, length);
            heardAt.set(System.nanoTime());
            return count;
        }

        @Override
        public void close() throws IOException {
            clock.shutdownNow();
            body.close();
        }
    }
}
