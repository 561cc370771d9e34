package hearth.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// The statements of one connection, prepared once and kept for the next transaction. Used by one
/// thread at a time. A statement that is in use, or that failed, is not lent again.
final class Statements {
    private static final int MOST = 256;

    private final Connection connection;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    PreparedStatement take(String sql) throws SQLException {
        var known = idle.remove(sql);
        return known == null ? connection.prepareStatement(sql) : known;
    }

    /// The one that was not used for longest makes room.
    void giveBack(String sql, PreparedStatement statement) throws SQLException {
        var other = idle.put(sql, statement);
        if (other != null) {
            other.close();
        }
        if (idle.size() > MOST) {
            var eldest = idle.entrySet().iterator();
            var oldest = eldest.next().getValue();
            eldest.remove();
            oldest.close();
        }
    }

    void close() throws SQLException {
        idle.clear();
        // The driver ends the statements of a connection with it.
        connection.close();
    }
}
