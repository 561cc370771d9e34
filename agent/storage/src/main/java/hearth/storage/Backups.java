package hearth.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The last good copies of one SQLite file, and the way back to them. A copy is whole and checked
/// before an older one goes; a damaged file is set aside and never removed. Used by the one process
/// that owns the file.
public final class Backups {
    private static final int KEPT = 3;
    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;
    private static final int PRIMARY = 0xff;
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String VERSION = "version-";
    private static final String COPY = ".db";

    private final Path file;
    private final Path folder;
    private final InstantSource clock;

    /// How a file was found.
    public sealed interface Condition {
        /// It can be used, or is not there yet.
        record Sound() implements Condition {}

        /// It was damaged and is replaced.
        ///
        /// @param from when the copy was made that took its place; none if a new file begins
        /// @param setAside the damaged file
        record Restored(Optional<Instant> from, Path setAside) implements Condition {}

        /// It was a newer version's and is replaced by what an older one kept.
        ///
        /// @param made when the copy was made that took its place
        /// @param setAside the newer file
        record Older(Instant made, Path setAside) implements Condition {}
    }

    private record Copy(Path file, Instant made) {}

    /// @param file the copies lie beside it, in `<name>.backups`
    public Backups(Path file, InstantSource clock) {
        this.file = file;
        this.folder = file.resolveSibling(file.getFileName() + ".backups");
        this.clock = clock;
    }

    /// Whether a failure says that the file's content is broken: not that the disk is full, busy or
    /// away.
    public static boolean isDamage(SQLException failure) {
        int code = failure.getErrorCode() & PRIMARY;
        return code == CORRUPT || code == NOT_A_DATABASE;
    }

    /// Checks the file, which nobody has open, and puts the newest good copy in its place if it is
    /// damaged.
    ///
    /// @throws StorageException if it can neither be read nor replaced
    public Condition heal() {
        try {
            boolean isThere = Files.exists(file) && Files.size(file) > 0;
            if (!isThere || isSound(file)) {
                return new Condition.Sound();
            }
            return restore();
        } catch (IOException e) {
            throw new StorageException("cannot restore " + file.getFileName(), e);
        }
    }

    /// Sets the file aside, which is known to be damaged and which nobody has open, and puts the
    /// newest good copy in its place.
    public Condition restore() {
        try {
            var aside = setAside();
            for (var copy : copies()) {
                if (isSound(copy.file())) {
                    put(copy.file());
                    return new Condition.Restored(Optional.of(copy.made()), aside);
                }
            }
            return new Condition.Restored(Optional.empty(), aside);
        } catch (IOException e) {
            throw new StorageException("cannot restore " + file.getFileName(), e);
        }
    }

    private Path aside(String why) {
        return file.resolveSibling(
                file.getFileName() + "." + why + "-" + clock.instant().toEpochMilli());
    }

    private Path setAside() throws IOException {
        var aside = aside("damaged");
        for (var suffix : List.of("-shm", "-wal", "")) {
            var part = beside(file, suffix);
            if (Files.exists(part)) {
                Files.move(part, beside(aside, suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return aside;
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private void put(Path copy) throws IOException {
        var arriving = beside(file, ".part");
        Files.copy(copy, arriving, StandardCopyOption.REPLACE_EXISTING);
        force(arriving);
        Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
    }

    /// Makes a copy through a connection to the file; older ones than the newest three go. A copy
    /// that turns out not to be good is dropped, and the older ones stay.
    ///
    /// @return whether there is a new copy
    /// @throws SQLException if the file cannot be read, or its disk not written
    public boolean keep(Connection from) throws SQLException {
        try {
            var arriving = copied(from);
            if (!isSound(arriving)) {
                Files.delete(arriving);
                return false;
            }
            Files.move(arriving, folder.resolve(clock.instant().toEpochMilli() + ".db"));
            forceFolder(arriving);
            for (var old : copies().stream().skip(KEPT).toList()) {
                Files.delete(old.file());
            }
            return true;
        } catch (IOException e) {
            throw new StorageException("cannot back up " + file.getFileName(), e);
        }
    }

    private Path copied(Connection from) throws IOException, SQLException {
        Files.createDirectories(folder);
        var arriving = folder.resolve("arriving");
        Files.deleteIfExists(arriving);
        try (var into = from.prepareStatement("VACUUM INTO ?")) {
            into.setString(1, arriving.toString());
            into.execute();
        }
        force(arriving);
        return arriving;
    }

    /// Makes a copy that no newer one pushes out, before the file's tables change.
    ///
    /// @param version of the tables as they are
    /// @throws SQLException if the file cannot be read, or its disk not written
    public void keep(Connection from, int version) throws SQLException {
        try {
            var arriving = copied(from);
            Files.move(
                    arriving,
                    folder.resolve(VERSION + version + COPY),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            forceFolder(arriving);
        } catch (IOException e) {
            throw new StorageException("cannot back up " + file.getFileName(), e);
        }
    }

    /// Changes a copy before it takes the file's place.
    public interface Amendment {
        /// @param copy that nobody has open
        void to(Path copy) throws SQLException;
    }

    /// Puts the newest copy that was made before the file's tables became too new in its place; the
    /// file is kept beside it. Whenever this ends in the middle, the file is one or the other
    /// whole.
    ///
    /// @param newest version of the tables that can be read
    /// @return nothing, and nothing is changed, where there is no such copy
    /// @throws SQLException if the copy cannot be amended; then nothing is changed
    public Optional<Condition.Older> older(int newest, Amendment amendment) throws SQLException {
        try {
            for (int version = newest; version > 0; version--) {
                var copy = folder.resolve(VERSION + version + COPY);
                if (Files.exists(copy) && isSound(copy)) {
                    return Optional.of(replace(copy, amendment));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageException("cannot restore " + file.getFileName(), e);
        }
    }

    private Condition.Older replace(Path copy, Amendment amendment)
            throws IOException, SQLException {
        var log = beside(file, "-wal");
        if (Files.exists(log) && Files.size(log) > 0) {
            throw new IOException(file.getFileName() + " is in use");
        }
        Files.deleteIfExists(log);
        Files.deleteIfExists(beside(file, "-shm"));
        var made = Files.getLastModifiedTime(copy).toInstant();
        var arriving = beside(file, ".part");
        Files.copy(copy, arriving, StandardCopyOption.REPLACE_EXISTING);
        amendment.to(arriving);
        force(arriving);
        var aside = aside("newer");
        Files.copy(file, aside);
        force(aside);
        Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
        return new Condition.Older(made, aside);
    }

    /// When the newest copy was made.
    public Optional<Instant> newest() {
        try {
            return copies().stream().findFirst().map(Copy::made);
        } catch (IOException e) {
            throw new StorageException("cannot look for backups", e);
        }
    }

    /// Newest first. Those of a clock that ran ahead come last: else each copy that is made after
    /// it was set back would be the first to go, and the file would have none of its own time.
    private List<Copy> copies() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new ArrayList<Copy>();
        try (var files = Files.newDirectoryStream(folder, "*.db")) {
            for (var copy : files) {
                var name = copy.getFileName().toString();
                if (name.matches("[0-9]{1,18}\\.db")) {
                    long made = Long.parseLong(name.substring(0, name.length() - ".db".length()));
                    found.add(new Copy(copy, Instant.ofEpochMilli(made)));
                }
            }
        }
        var now = clock.instant();
        found.sort(
                Comparator.<Copy, Boolean>comparing(copy -> copy.made().isAfter(now))
                        .thenComparing(Copy::made, Comparator.reverseOrder()));
        return found;
    }

    /// @throws StorageException if it cannot be told, such as with a disk that does not answer
    private static boolean isSound(Path database) {
        try (var connection = DriverManager.getConnection(SQLITE + database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA quick_check(1)")) {
            return rows.next() && rows.getString(1).equals("ok");
        } catch (SQLException e) {
            if (isDamage(e)) {
                return false;
            }
            throw new StorageException("cannot check " + database.getFileName(), e);
        }
    }

    private static void force(Path written) throws IOException {
        try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path of) throws IOException {
        var folder = of.toAbsolutePath().getParent();
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
