package hearth.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The numbered steps that lead from an empty file to the newest schema. Each runs once, in its own
/// transaction; the number of the last one is kept in the file as `user_version`.
///
/// @param scripts SQL of step 1, 2, …; statements end with a semicolon at the end of a line
public record Migrations(List<String> scripts) {
    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*\\n");

    public Migrations {
        scripts = List.copyOf(scripts);
    }

    /// Reads the scripts from resources next to a class.
    public static Migrations fromResources(Class<?> anchor, String... names) {
        var scripts = new ArrayList<String>();
        for (var name : names) {
            try (var in = anchor.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalArgumentException("no migration " + name);
                }
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Migrations(scripts);
    }

    void bringUpToDate(Connection connection) throws SQLException {
        int version;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            version = rows.next() ? rows.getInt(1) : 0;
        }
        if (version > scripts.size()) {
            throw new SQLException("the file was written by a newer version");
        }
        connection.setAutoCommit(false);
        for (int step = version; step < scripts.size(); step++) {
            try (var statement = connection.createStatement()) {
                for (var sql : END_OF_STATEMENT.split(scripts.get(step), -1)) {
                    if (!sql.isBlank()) {
                        statement.execute(sql);
                    }
                }
                statement.execute("PRAGMA user_version = " + (step + 1));
            }
            connection.commit();
        }
        connection.setAutoCommit(true);
    }
}
