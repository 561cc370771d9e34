package hearth.chain;

import hearth.keys.OwnerOnlyFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Opens the journal's database so that what was written survives a crash, for its owner alone.
final class JournalFile {
    private JournalFile() {}

    static Connection open(Path file) throws IOException, SQLException {
        createPrivate(file);
        var db = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (var statement = db.createStatement()) {
            statement.execute("PRAGMA busy_timeout=5000");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
        }
        return db;
    }

    /// SQLite gives its side files the permissions of the main file.
    private static void createPrivate(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        OwnerOnlyFile.createDirectory(absolute.resolveSibling(".").normalize());
        if (Files.exists(absolute)) {
            return;
        }
        if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    absolute,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
    }
}
