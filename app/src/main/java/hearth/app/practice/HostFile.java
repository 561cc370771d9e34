package hearth.app.practice;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.ServerId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where the running practice network of this data folder can be reached; written when it is ready,
/// so that the window, the agent and the command line find it.
///
/// @param pid of the process that hosts coordinator and chain
/// @param started its start, in milliseconds since 1970, so that a recycled pid is not mistaken for
/// it
public record HostFile(long pid, long started, URI coordinator, ServerId server) {
    private static final String NAME = "host.json";

    /// Writes the file atomically into the practice folder.
    public void write(Path practice) {
        try {
            var temporary = Files.createTempFile(practice, "host", null);
            Files.write(temporary, Json.bytes(this));
            Files.move(
                    temporary,
                    practice.resolve(NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of the last host, whether or not it still runs.
    public static Optional<HostFile> read(Path practice) {
        try {
            return Optional.of(
                    Json.read(Files.readAllBytes(practice.resolve(NAME)), HostFile.class));
        } catch (NoSuchFileException | MalformedMessageException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The host process, if it is still the one that wrote this file.
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> started == startOf(p));
    }

    static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
