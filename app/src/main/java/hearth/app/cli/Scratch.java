package hearth.app.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder for what one command needs while it runs. Goes with the command, and so does all that
/// is in it: what a command leaves on an owner's disk is what it was asked for.
final class Scratch implements AutoCloseable {
    private final Path folder;

    private Scratch(Path folder) {
        this.folder = folder;
    }

    /// In the system's folder for temporary files.
    static Scratch temporary(String name) throws IOException {
        return new Scratch(Files.createTempDirectory(name));
    }

    /// In this folder, which is made where it is missing: for what is too large for the system's.
    static Scratch in(Path parent, String name) {
        try {
            return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
