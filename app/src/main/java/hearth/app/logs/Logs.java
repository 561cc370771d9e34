package hearth.app.logs;

import hearth.app.install.HearthHome;

import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The log files of a data folder, `ROLE-0.log` being the newest of each role. Five files of a
/// mebibyte a role at most; every line passes the [Redaction].
public final class Logs {
    private static final int FILE_BYTES = 1 << 20;
    private static final int FILES = 5;

    /// Held, because a logger that nobody holds forgets its level.
    private static final Logger HEARTH = Logger.getLogger("hearth");

    private final HearthHome home;

    public Logs(HearthHome home) {
        this.home = home;
    }

    /// What every text of this data folder passes before it is written down or shown.
    public static Redaction redaction(HearthHome home) {
        return Redaction.of(
                Map.of(
                        home.folder(),
                        "$HEARTH_HOME",
                        Path.of(System.getProperty("user.home")).toAbsolutePath(),
                        "~"));
    }

    /// From now on this process writes what happens to the role's file, and what goes wrong to a
    /// terminal as well. A folder that cannot be written to costs the file, not the process.
    ///
    /// @param role such as `agent`; names the file
    public void keep(String role) {
        var root = Logger.getLogger("");
        var formatter = new RedactingFormatter(redaction(home));
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        boolean written = addFile(root, role, formatter);
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        // What a process without a terminal prints ends in a file too, and once is enough.
        if (!written || watched) {
            var console = new ConsoleHandler();
            console.setLevel(Level.WARNING);
            console.setFormatter(formatter);
            root.addHandler(console);
        }
        HEARTH.setLevel(Level.INFO);
    }

    private boolean addFile(Logger root, String role, Formatter formatter) {
        try {
            Files.createDirectories(home.logs());
            var file = new FileHandler(pattern(role), FILE_BYTES, FILES, true);
            file.setLevel(Level.INFO);
            file.setEncoding("UTF-8");
            file.setFormatter(formatter);
            root.addHandler(file);
            return true;
        } catch (IOException unwritable) {
            return false;
        }
    }

    /// Where the standard output and error of a background process of that role go: little, because
    /// events go to [#keep]'s files, but a dying JVM prints there. What the last process left is
    /// dropped once it is large.
    public Path printed(String role) {
        try {
            Files.createDirectories(home.logs());
            var file = home.logs().resolve(role + ".log");
            if (Files.exists(file) && Files.size(file) > FILE_BYTES) {
                Files.delete(file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pattern(String role) {
        // FileHandler reads % and a home folder may hold one.
        return home.logs().toString().replace("%", "%%") + "/" + role + "-%g.log";
    }

    /// The log files that exist, oldest first, so that their texts in a row are the story.
    ///
    /// @param role one role, or empty for all
    public List<Path> files(String role) {
        if (!Files.isDirectory(home.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.logs())) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName().toString().matches(".*\\.(log|txt)"))
                    .filter(f -> role.isEmpty() || roleOf(f).equals(role))
                    .sorted(
                            Comparator.comparing(Logs::roleOf)
                                    .thenComparing(
                                            f -> f.getFileName().toString(),
                                            Comparator.reverseOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String roleOf(Path file) {
        return file.getFileName().toString().replaceFirst("(-\\d+)?\\.(log|txt)$", "");
    }
}
