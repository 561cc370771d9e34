package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Sha256;
import hearth.protocol.WholeAnswer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A coordinator's public side over HTTP. What is fetched lies in a folder of its own until it is
/// forgotten or this is closed.
public final class CoordinatorSite implements PublicVerification.Site, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// A large checkpoint over a slow line.
    private static final Duration PATIENCE_FOR_CONTENT = Duration.ofHours(2);

    private static final long LONGEST_ANSWER = 1L << 26;
    private static final long LONGEST_CONTENT = 1L << 34;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI coordinator;
    private final Path folder;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /// @param coordinator `http` or `https`
    public CoordinatorSite(URI coordinator) {
        this.coordinator = coordinator;
        try {
            folder = Files.createTempDirectory("hearth-public");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> T ask(String path, Class<T> type) throws IOException {
        var reply =
                get(
                        path,
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER),
                        PATIENCE);
        if (reply.statusCode() != OK) {
            throw new IOException(path + " was answered with " + reply.statusCode());
        }
        try {
            return Json.read(reply.body(), type);
        } catch (MalformedMessageException e) {
            throw new IOException(path + " was answered with something else", e);
        }
    }

    @Override
    public Optional<ByteBuffer> content(Sha256 hash) throws IOException {
        var file = folder.resolve(hash.hex());
        if (!Files.exists(file)) {
            var arriving = folder.resolve("arriving");
            var body = BodyHandlers.limiting(BodyHandlers.ofFile(arriving), LONGEST_CONTENT);
            int status = get("/v1/blobs/" + hash.hex(), body, PATIENCE_FOR_CONTENT).statusCode();
            if (status == NOT_FOUND) {
                return Optional.empty();
            }
            if (status != OK) {
                throw new IOException("content " + hash + " was answered with " + status);
            }
            require(
                    Sha256.ofFile(arriving).equals(hash),
                    "content " + hash + " was delivered as other bytes");
            Files.move(arriving, file);
        }
        try (var in = FileChannel.open(file)) {
            return Optional.of(in.map(FileChannel.MapMode.READ_ONLY, 0, in.size()));
        }
    }

    private <T> HttpResponse<T> get(String path, BodyHandler<T> body, Duration patience)
            throws IOException {
        var request = HttpRequest.newBuilder(coordinator.resolve(path)).build();
        try {
            return WholeAnswer.of(http, request, body, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void forget(Sha256 hash) {
        delete(folder.resolve(hash.hex()));
    }

    /// What is still mapped stays on a system that does not let go of such files, until this
    /// process ends.
    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException held) {
            file.toFile().deleteOnExit();
        }
    }

    @Override
    public void close() {
        http.close();
        try (var files = Files.list(folder)) {
            files.toList().forEach(CoordinatorSite::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        delete(folder);
    }
}
