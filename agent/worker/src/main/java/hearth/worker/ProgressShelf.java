package hearth.worker;

import hearth.protocol.LeaseId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;

/// Folders in which the child keeps the progress of trainings, by lease. Besides that of the
/// running one the newest other is kept: it may be of a lease that is paused.
final class ProgressShelf {
    private static final int OTHERS = 1;

    private final Path folder;

    ProgressShelf(Path folder) {
        this.folder = folder;
    }

    /// The folder of a lease that is about to be trained.
    Path of(LeaseId lease) throws IOException {
        var own = folder.resolve(lease.value());
        Files.createDirectories(own);
        try (var all = Files.list(folder)) {
            var old =
                    all.filter(other -> !other.equals(own))
                            .sorted(Comparator.comparing(ProgressShelf::changedAt).reversed())
                            .skip(OTHERS)
                            .toList();
            for (var other : old) {
                remove(other);
            }
        }
        return own;
    }

    /// Whether a training of the lease would go on where an earlier one was left.
    boolean isBegun(LeaseId lease) {
        var own = folder.resolve(lease.value());
        if (!Files.isDirectory(own)) {
            return false;
        }
        try (var all = Files.list(own)) {
            return all.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget(LeaseId lease) throws IOException {
        remove(folder.resolve(lease.value()));
    }

    /// Removes a folder with all that is in it, if it is there.
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime changedAt(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (NoSuchFileException gone) {
            return FileTime.fromMillis(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
