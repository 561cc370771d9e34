package hearth.app.owner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// The files that an owner means by a path.
final class Sources {
    private static final long MOST_BYTES = 1L << 30;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private Sources() {}

    /// The file itself, or all files of a folder by name, also behind links; hidden ones are left
    /// out.
    ///
    /// @throws DataException if there are none, more than can be prepared at once, or one that
    /// cannot be found
    static List<Path> files(Path source) throws DataException {
        if (!Files.exists(source)) {
            throw new DataException("there is no " + source);
        }
        var found = new Found(source);
        try {
            Files.walkFileTree(
                    source, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, found);
        } catch (FileSystemLoopException circle) {
            throw new DataException(
                    circle.getFile() + " is a link back into the folder that it is in");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!found.lost.isEmpty()) {
            throw new DataException(found.lost.getFirst() + " is a link that leads nowhere");
        }
        if (found.files.isEmpty()) {
            throw new DataException(source + " has no files in it");
        }
        if (found.bytes > MOST_BYTES) {
            throw new DataException(
                    "%s holds %d MiB; at most %d MiB become one job"
                            .formatted(source, found.bytes >> 20, MOST_BYTES >> 20));
        }
        return found.files.stream().sorted().toList();
    }

    private static final class Found extends SimpleFileVisitor<Path> {
        private final Path source;
        private final List<Path> files = new ArrayList<>();
        private final List<Path> lost = new ArrayList<>();
        private long bytes;

        Found(Path source) {
            this.source = source;
        }

        private boolean isHidden(Path file) {
            return !file.equals(source) && file.getFileName().toString().startsWith(".");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isRegularFile()) {
                files.add(file);
                bytes += attributes.size();
            } else if (attributes.isSymbolicLink()) {
                lost.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    /// Lines of a file of text. Spreadsheets write a byte order mark before the first, which is no
    /// part of it.
    static List<String> lines(Path file) throws DataException {
        try {
            var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (!lines.isEmpty() && lines.getFirst().startsWith(BYTE_ORDER_MARK)) {
                lines.set(0, lines.getFirst().substring(BYTE_ORDER_MARK.length()));
            }
            return lines;
        } catch (MalformedInputException e) {
            throw new DataException(file + " is no text in UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
