package hearth.installer;

import hearth.protocol.Json;
import hearth.protocol.Receipt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The databases of one data folder, read from the outside and never written: the agent's receipts,
/// the coordinator's results and ledger. Also while their owners run.
final class Books {
    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private final Path agent;
    private final Path coordinator;

    /// Of a practice network.
    Books(Path home) {
        this(home.resolve("agent/journal.db"), home.resolve("practice/coordinator/coordinator.db"));
    }

    Books(Path agent, Path coordinator) {
        this.agent = agent;
        this.coordinator = coordinator;
    }

    /// Leases that the agent has neither finished nor given back.
    List<String> openLeases() {
        return rows(
                agent,
                "SELECT id || ' ' || state FROM lease WHERE ended_ms IS NULL",
                r -> r.getString(1));
    }

    /// Results that count or wait for their round: what a contributor sees as progress.
    long accepted() {
        return number(
                "SELECT count(*) FROM result WHERE state IN ('STATIC_OK', 'SCORED', 'AUDIT_WAIT',"
                        + " 'FINAL_OK')");
    }

    /// Update hash by lease, from the receipts that the agent keeps.
    Map<String, String> receipts() {
        var found = new TreeMap<String, String>();
        rows(agent, "SELECT receipt FROM receipt", r -> Json.read(r.getString(1), Receipt.class))
                .forEach(r -> found.put(r.content().lease().value(), r.content().update().hex()));
        return found;
    }

    /// Update hash by lease, from the coordinator's results.
    Map<String, String> results() {
        var found = new TreeMap<String, String>();
        rows(
                        coordinator,
                        "SELECT lease, update_hash FROM result",
                        r -> Map.entry(r.getString(1), r.getString(2)))
                .forEach(r -> found.put(r.getKey(), r.getValue()));
        return found;
    }

    /// Leases and pieces of work (job, shard, pass) that the ledger pays more than once.
    List<String> paidTwice() {
        var found = new ArrayList<String>();
        found.addAll(
                texts(
                        "SELECT r.lease FROM ledger l JOIN result r ON r.sequence = l.result"
                                + " GROUP BY r.lease HAVING count(*) > 1"));
        found.addAll(
                texts(
                        "SELECT r.job || '/' || r.shard || '/' || r.pass FROM ledger l"
                                + " JOIN result r ON r.sequence = l.result"
                                + " GROUP BY r.job, r.shard, r.pass HAVING count(*) > 1"));
        found.addAll(
                texts(
                        "SELECT 'result ' || result FROM ledger GROUP BY result HAVING count(*) > 1"));
        return found;
    }

    long ledgerEntries() {
        return number("SELECT count(*) FROM ledger");
    }

    /// Leases whose result was accepted for good and is not in the ledger.
    List<String> acceptedAndUnpaid() {
        return texts(
                "SELECT lease FROM result WHERE state = 'FINAL_OK'"
                        + " AND sequence NOT IN (SELECT result FROM ledger)");
    }

    private long number(String query) {
        if (!Files.exists(coordinator)
                || texts("SELECT name FROM sqlite_master WHERE name = 'ledger'").isEmpty()) {
            return 0; // The first start has not come that far.
        }
        return rows(coordinator, query, r -> r.getLong(1)).getFirst();
    }

    private List<String> texts(String query) {
        return rows(coordinator, query, r -> r.getString(1));
    }

    private static <T> List<T> rows(Path file, String query, Reader<T> reader) {
        try (var db = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
                var statement = db.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
