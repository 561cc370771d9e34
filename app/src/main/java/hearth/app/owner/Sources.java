package hearth.app.owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files that an owner means by a path.
final class Sources {
    private static final long MOST_BYTES = 1L << 30;

    private Sources() {}

    /// The file itself, or all files of a folder by name; hidden ones are left out.
    ///
    /// @throws DataException if there are none, or more than can be prepared at once
    static List<Path> files(Path source) throws DataException {
        if (!Files.exists(source)) {
            throw new DataException("there is no " + source);
        }
        try (var all = Files.walk(source)) {
            var files =
                    all.filter(Files::isRegularFile)
                            .filter(file -> !isHidden(source, file))
                            .sorted()
                            .toList();
            if (files.isEmpty()) {
                throw new DataException(source + " has no files in it");
            }
            long bytes = 0;
            for (var file : files) {
                bytes += Files.size(file);
            }
            if (bytes > MOST_BYTES) {
                throw new DataException(
                        "%s holds %d MiB; at most %d MiB become one job"
                                .formatted(source, bytes >> 20, MOST_BYTES >> 20));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isHidden(Path source, Path file) {
        for (var part : source.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
