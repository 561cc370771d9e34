package hearth.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The numbered steps that lead from an empty database to the newest schema. Each runs once, in its
/// own transaction, which also notes its number there.
///
/// @param scripts SQL of step 1, 2, … in SQLite's words, of which each engine makes its own;
/// statements end with a semicolon at the end of a line. What stands in one line behind `-- server:
/// ` is for a server alone
public record Migrations(List<String> scripts) {
    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");
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

    void bringUpToDate(Connection connection, Engine engine) throws SQLException {
        connection.setAutoCommit(false);
        boolean more = true;
        while (more) {
            more = step(connection, engine);
            connection.commit();
        }
        connection.setAutoCommit(true);
    }

    /// @return whether there may be another one to run
    private boolean step(Connection connection, Engine engine) throws SQLException {
        int version = engine.version(connection);
        if (version > scripts.size()) {
            throw new SQLException("the database was written by a newer version");
        }
        if (version == scripts.size()) {
            return false;
        }
        try (var statement = connection.createStatement()) {
            for (var sql : END_OF_STATEMENT.split(engine.translated(scripts.get(version)), -1)) {
                if (!COMMENT.matcher(sql).replaceAll("").isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        engine.setVersion(connection, version + 1);
        return true;
    }
}
