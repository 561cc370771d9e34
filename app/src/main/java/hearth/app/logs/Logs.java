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
import java.util.function.Supplier;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The log files of a data folder, `ROLE-0.log` being the newest of each role, or `ROLE-0.jsonl`.
/// Five files of a mebibyte a role at most, of 16 where a line is JSON; every line passes the
/// [Redaction].
public final class Logs {
    private static final int FILE_BYTES = 1 << 20;
    private static final int OPERATOR_FILE_BYTES = 1 << 24;
    private static final int FILES = 5;

    /// What a line is.
    public enum Form {
        /// Words for people.
        TEXT,
        /// An object of JSON, for an operator's tools.
        JSON
    }

    /// Held, because a logger that nobody holds forgets its level.
    private static final Logger HEARTH = Logger.getLogger("hearth");

    private final HearthHome home;
    private final int operatorFileBytes;

    public Logs(HearthHome home) {
        this(home, OPERATOR_FILE_BYTES);
    }

    /// @param operatorFileBytes of a file of JSON before the next one is begun
    Logs(HearthHome home, int operatorFileBytes) {
        this.home = home;
        this.operatorFileBytes = operatorFileBytes;
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
        keep(role, Form.TEXT, Map::of);
    }

    /// The same in another form.
    ///
    /// @param fields of what the thread that asks works on, for lines of JSON; no secret is in them
    public void keep(String role, Form form, Supplier<Map<String, String>> fields) {
        var root = withoutHandlers();
        var formatter = formatter(form, fields);
        boolean written = addFile(root, role, form, formatter);
        boolean watched =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        // What a process without a terminal prints ends in a file too, and once is enough.
        if (!written || watched) {
            addConsole(root, Level.WARNING, formatter);
        }
        HEARTH.setLevel(Level.INFO);
    }

    /// The same on the standard error alone, where something else keeps what a process prints.
    public void print(Form form, Supplier<Map<String, String>> fields) {
        addConsole(withoutHandlers(), Level.INFO, formatter(form, fields));
        HEARTH.setLevel(Level.INFO);
    }

    private static Logger withoutHandlers() {
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        return root;
    }

    private Formatter formatter(Form form, Supplier<Map<String, String>> fields) {
        return switch (form) {
            case TEXT -> new RedactingFormatter(redaction(home));
            case JSON -> new JsonLines(redaction(home), fields);
        };
    }

    private static void addConsole(Logger root, Level from, Formatter formatter) {
        var console = new ConsoleHandler();
        console.setLevel(from);
        console.setFormatter(formatter);
        root.addHandler(console);
    }

    private boolean addFile(Logger root, String role, Form form, Formatter formatter) {
        try {
            Files.createDirectories(home.logs());
            int bytes = form == Form.JSON ? operatorFileBytes : FILE_BYTES;
            var file = new FileHandler(pattern(role, form), bytes, FILES, true);
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

    private String pattern(String role, Form form) {
        // FileHandler reads % and a home folder may hold one.
        return home.logs().toString().replace("%", "%%")
                + "/"
                + role
                + (form == Form.JSON ? "-%g.jsonl" : "-%g.log");
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
                    .filter(f -> f.getFileName().toString().matches(".*\\.(log|txt|jsonl)"))
                    .filter(f -> role.isEmpty() || roleOf(f).equals(role))
                    .sorted(
                            Comparator.comparing(Logs::roleOf)
                                    .thenComparing(Logs::extension)
                                    .thenComparing(
                                            f -> f.getFileName().toString(),
                                            Comparator.reverseOrder()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String extension(Path file) {
        var name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.'));
    }

    private static String roleOf(Path file) {
        return file.getFileName().toString().replaceFirst("(-\\d+)?\\.(log|txt|jsonl)$", "");
    }
}
