package hearth.app.update;

import hearth.app.update.trust.TrustedState;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;

/// What is kept about updates in the owner's data folder, where no package overwrites it.
public final class UpdateFolder {
    private final Path folder;
    private final Disk disk;

    /// @param home data folder
    public UpdateFolder(Path home) {
        this(home, new RealDisk());
    }

    UpdateFolder(Path home, Disk disk) {
        this.folder = home.resolve("update");
        this.disk = disk;
    }

    KeptFile<TrustedState> trusted() {
        return new KeptFile<>(folder, "trusted.json", TrustedState.class, disk);
    }

    private KeptFile<UpdateChoices> kept() {
        return new KeptFile<>(folder, "choices.json", UpdateChoices.class, disk);
    }

    /// What the owner wants.
    public UpdateChoices choices() {
        return kept().glance().orElseGet(UpdateChoices::initial);
    }

    /// Durable before this returns.
    public void choose(UpdateChoices choices) throws IOException {
        kept().load();
        kept().save(choices);
    }

    KeptFile<UpdateBook> books() {
        return new KeptFile<>(folder, "book.json", UpdateBook.class, disk);
    }

    /// What became of updates so far.
    public UpdateBook book() {
        return books().glance().orElseGet(() -> UpdateBook.begin(0));
    }

    /// The book to write in; a new one draws its number.
    UpdateBook openBook() throws IOException {
        var kept = books().load();
        if (kept.isPresent()) {
            return kept.get();
        }
        var fresh = UpdateBook.begin(new SecureRandom().nextLong() >>> 1);
        books().save(fresh);
        return fresh;
    }

    KeptFile<UpdateStep> steps() {
        return new KeptFile<>(folder, "step.json", UpdateStep.class, disk);
    }

    /// What an update that runs now is doing.
    public Optional<UpdateStep> step() {
        return steps().glance().filter(UpdateStep::isAlive);
    }

    Path downloads() {
        return folder.resolve("downloads");
    }

    /// The right to check or install; one process at a time.
    Optional<Turn> turn() throws IOException {
        disk.folder(folder);
        var channel =
                FileChannel.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new Turn(channel));
            }
        } catch (OverlappingFileLockException ownOther) {
            // Another thread of this process has it.
        }
        channel.close();
        return Optional.empty();
    }

    /// Held until closed.
    record Turn(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
