package hearth.app.update;

import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// One record on disk, replaced whole and durably. A file that cannot be read is set aside, never
/// overwritten.
final class KeptFile<T> {
    private final Path folder;
    private final Path file;
    private final Class<T> type;
    private final Disk disk;

    KeptFile(Path folder, String name, Class<T> type, Disk disk) {
        this.folder = folder;
        this.file = folder.resolve(name);
        this.type = type;
        this.disk = disk;
    }

    /// What is there; none if there is nothing that can be read.
    Optional<T> glance() {
        try {
            return Optional.of(Json.read(Files.readAllBytes(file), type));
        } catch (NoSuchFileException | MalformedMessageException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is there; what cannot be read is set aside.
    Optional<T> load() throws IOException {
        var read = glance();
        if (read.isEmpty() && Files.exists(file)) {
            int number = 1;
            var aside = file.resolveSibling(file.getFileName() + ".unreadable");
            while (Files.exists(aside)) {
                number++;
                aside = file.resolveSibling(file.getFileName() + ".unreadable-" + number);
            }
            disk.move(file, aside);
        }
        return read;
    }

    void save(T value) throws IOException {
        disk.folder(folder);
        disk.write(file, Json.bytes(value));
    }

    /// Forgets it.
    void clear() throws IOException {
        disk.remove(file);
    }
}
