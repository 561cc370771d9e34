package hearth.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What was written and not yet forced to the disk: a power cut may lose any of it. Each change is
/// announced to whoever counts effects, before and after it is made, and may be made to fail.
/// Belongs to one thread.
final class WriteLog {
    /// Told of each effect; may throw what a sick disk would.
    interface Effects {
        void happens(String what) throws IOException;
    }

    private final Path home;
    private final Effects effects;

    /// Bytes of each file that are on the disk for certain; only files that have more are here.
    private final Map<Path, Long> unforced = new HashMap<>();

    private final List<Change> changes = new ArrayList<>();

    /// A change of a folder that is not forced yet.
    private sealed interface Change {
        /// The file as it is called now.
        Path file();

        record Created(Path file) implements Change {}

        record Moved(Path from, Path file) implements Change {}

        @SuppressWarnings("ArrayRecordComponent") // compared nowhere
        record Deleted(Path file, byte[] content) implements Change {}
    }

    WriteLog(Path home, Effects effects) {
        this.home = home;
        this.effects = effects;
    }

    void before(String what, Path file) throws IOException {
        effects.happens("before " + what + " " + file.getFileName());
    }

    void after(String what, Path file) throws IOException {
        effects.happens("after " + what + " " + file.getFileName());
    }

    void created(Path file) throws IOException {
        changes.add(new Change.Created(file));
        unforced.put(file, 0L);
        after("create", file);
    }

    /// What a file had before is certain, what is written now is not.
    void writing(String what, Path file) throws IOException {
        before(what, file);
        unforced.putIfAbsent(file, Files.size(file));
    }

    void wrote(Path file) throws IOException {
        unforced.merge(file, Files.size(file), Math::min);
        after("write", file);
    }

    void moved(Path from, Path to) throws IOException {
        changes.add(new Change.Moved(from, to));
        var length = unforced.remove(from);
        if (length != null) {
            unforced.put(to, length);
        }
        after("move", to);
    }

    void deleting(Path file) throws IOException {
        before("delete", file);
        changes.add(new Change.Deleted(file, Files.readAllBytes(file)));
        unforced.remove(file);
    }

    void forced(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            changes.removeIf(change -> file.equals(change.file().getParent()));
        } else {
            unforced.remove(file);
        }
        after("force", file);
    }

    boolean isDirty() {
        return !unforced.isEmpty() || !changes.isEmpty();
    }

    /// Takes from a copy of the home folder what a power cut at this moment might have lost.
    void cut(Path copy, RandomGenerator random) {
        try {
            for (var file : unforced.entrySet()) {
                var victim = there(copy, file.getKey());
                if (Files.exists(victim) && random.nextBoolean()) {
                    shorten(victim, file.getValue(), random);
                }
            }
            for (var change : changes.reversed()) {
                if (random.nextBoolean()) {
                    undo(change, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shorten(Path victim, long certain, RandomGenerator random)
            throws IOException {
        try (var channel = FileChannel.open(victim, StandardOpenOption.WRITE)) {
            long size = channel.size();
            if (size > certain) {
                channel.truncate(random.nextLong(certain, size));
                if (random.nextBoolean()) {
                    // The length is on the disk and the content is not.
                    channel.write(ByteBuffer.allocate(1), size - 1);
                }
            }
        }
    }

    private void undo(Change change, Path copy) throws IOException {
        switch (change) {
            case Change.Created(Path file) -> Files.deleteIfExists(there(copy, file));
            case Change.Moved(Path from, Path to) -> {
                // Where the old name was made anew and that is on the disk, so is the move before
                // it.
                if (Files.exists(there(copy, to)) && !Files.exists(there(copy, from))) {
                    Files.move(there(copy, to), there(copy, from));
                }
            }
            case Change.Deleted(Path file, byte[] content) -> {
                if (!Files.exists(there(copy, file))) {
                    Files.write(there(copy, file), content);
                }
            }
        }
    }

    private Path there(Path copy, Path file) {
        return copy.resolve(home.relativize(file).toString());
    }
}
