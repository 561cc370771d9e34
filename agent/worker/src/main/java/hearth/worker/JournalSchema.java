package hearth.worker;

import hearth.storage.Backups;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The journal's tables, version by version, and the way back: an update that is taken back leaves
/// a journal which the version before cannot read. That one goes on with the copy that was made
/// before the tables changed, and with what its owner has decided since.
final class JournalSchema {
    static final String NEWER = "journal-newer";
    private static final String SQLITE = "jdbc:sqlite:";

    /// What a copy tells that took the place of a newer journal, and the setting that says so.
    static final String CAME_BACK = "journal-came-back";

    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final String SET =
            "INSERT INTO setting (name, value) VALUES (?, ?)"
                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value";

    /// Statements that lead from each version to the next.
    private static final List<List<String>> VERSIONS =
            List.of(
                    beginning(),
                    pipeline(),
                    electricity(),
                    health(),
                    residuals(),
                    windows(),
                    yields(),
                    parts(),
                    numbers());

    private static List<String> beginning() {
        return List.of(
                "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
                """
                    CREATE TABLE lease (
                        id TEXT PRIMARY KEY, state TEXT NOT NULL, lease TEXT NOT NULL,
                        assignment TEXT, updated TEXT, begun_ms INTEGER NOT NULL,
                        trained_ms INTEGER, training_ms INTEGER NOT NULL DEFAULT 0,
                        ended_ms INTEGER, outcome TEXT) STRICT""",
                "CREATE UNIQUE INDEX one_open_lease ON lease ((1)) WHERE ended_ms IS NULL",
                """
                    CREATE TABLE receipt (
                        lease TEXT PRIMARY KEY, receipt TEXT NOT NULL,
                        kept_ms INTEGER NOT NULL) STRICT""",
                """
                    CREATE TABLE result (
                        sequence INTEGER PRIMARY KEY, received_ms INTEGER NOT NULL,
                        open INTEGER NOT NULL, result TEXT NOT NULL) STRICT""",
                "CREATE INDEX result_received ON result (received_ms)",
                "CREATE TABLE strike (job TEXT NOT NULL, struck_ms INTEGER NOT NULL) STRICT");
    }

    /// More than one lease is open at a time, one of them with the child, and bytes are counted.
    private static List<String> pipeline() {
        return List.of(
                "DROP INDEX one_open_lease",
                """
                CREATE UNIQUE INDEX one_training ON lease ((1))
                    WHERE ended_ms IS NULL AND state IN ('Training', 'Stopping')""",
                "CREATE INDEX open_lease ON lease (begun_ms) WHERE ended_ms IS NULL",
                """
                UPDATE lease SET updated =
                    json_set(updated, '$.steps', json_extract(assignment, '$.steps'))
                    WHERE updated IS NOT NULL""",
                """
                CREATE TABLE traffic (
                    day INTEGER PRIMARY KEY, down INTEGER NOT NULL, up INTEGER NOT NULL)
                    STRICT""");
    }

    /// What training used, by day, device and currency; see [ElectricityBook].
    private static List<String> electricity() {
        return List.of(
                """
                CREATE TABLE electricity (
                    day INTEGER NOT NULL, device TEXT NOT NULL, currency TEXT NOT NULL,
                    joules REAL NOT NULL, measured REAL NOT NULL, cost REAL NOT NULL,
                    seconds REAL NOT NULL, PRIMARY KEY (day, device, currency)) STRICT""");
    }

    /// What the work asks of this computer, and what goes wrong on it.
    private static List<String> health() {
        return List.of(
                "CREATE TABLE health_since (since_ms INTEGER NOT NULL) STRICT",
                """
                CREATE TABLE health_time (
                    part TEXT NOT NULL, graphics INTEGER NOT NULL, band INTEGER NOT NULL,
                    ms INTEGER NOT NULL, PRIMARY KEY (part, band)) STRICT""",
                """
                CREATE TABLE health_tally (
                    kind TEXT PRIMARY KEY, count INTEGER NOT NULL, last_ms INTEGER NOT NULL)
                    STRICT""",
                """
                CREATE TABLE health_incident (
                    place INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL,
                    detail TEXT NOT NULL) STRICT""");
    }

    /// What updates with error feedback leave.
    private static List<String> residuals() {
        return List.of(
                """
                CREATE TABLE residual (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT, update_hash TEXT NOT NULL UNIQUE,
                    manifest TEXT NOT NULL, lease TEXT NOT NULL,
                    before_hash TEXT NOT NULL, after_hash TEXT NOT NULL,
                    aggregated INTEGER NOT NULL, counted INTEGER NOT NULL DEFAULT 0) STRICT""");
    }

    /// What is kept of the checkpoints inside trainings.
    private static List<String> windows() {
        return List.of(
                """
                CREATE TABLE lease_windows (
                    sequence INTEGER PRIMARY KEY AUTOINCREMENT, lease TEXT NOT NULL UNIQUE,
                    windows TEXT NOT NULL) STRICT""");
    }

    /// How fast the machine was given back, newest last.
    private static List<String> yields() {
        return List.of(
                """
                CREATE TABLE yield (
                    number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, cause TEXT NOT NULL,
                    still_ms INTEGER NOT NULL, free_ms INTEGER NOT NULL,
                    killed INTEGER NOT NULL) STRICT""",
                "CREATE INDEX yield_at ON yield (at_ms)");
    }

    /// What computed the steps of a lease.
    private static List<String> parts() {
        return List.of(
                """
                CREATE TABLE lease_part (
                    lease TEXT NOT NULL, part TEXT NOT NULL, steps INTEGER NOT NULL,
                    PRIMARY KEY (lease, part)) STRICT""");
    }

    /// Of receipts among those of their device; none of receipts from before they were counted.
    private static List<String> numbers() {
        return List.of(
                "ALTER TABLE receipt ADD COLUMN number INTEGER",
                "CREATE INDEX receipt_number ON receipt (number) WHERE number IS NOT NULL");
    }

    private final List<List<String>> versions;

    /// @param versions statements that lead from each version to the next
    JournalSchema(List<List<String>> versions) {
        this.versions = List.copyOf(versions);
    }

    static JournalSchema current() {
        return new JournalSchema(VERSIONS);
    }

    /// This and one version more.
    JournalSchema and(List<String> statements) {
        return new JournalSchema(Stream.concat(versions.stream(), Stream.of(statements)).toList());
    }

    /// Puts the copy that this version can read in the place of a newer version's journal.
    ///
    /// @param file nobody has it open
    /// @throws AgentException if it is a newer version's and there is no such copy
    Optional<Backups.Condition.Older> comeBack(Path file, Backups backups) throws SQLException {
        if (!file.toFile().exists()) {
            return Optional.empty();
        }
        try (var db = DriverManager.getConnection(SQLITE + file.toAbsolutePath())) {
            if (version(db) <= versions.size()) {
                return Optional.empty();
            }
        }
        var older = backups.older(versions.size(), copy -> carry(file, copy));
        if (older.isEmpty()) {
            throw new AgentException(NEWER, "the journal belongs to a newer Hearth", null);
        }
        return older;
    }

    /// Brings the tables to this version; what they were is kept before they change.
    void migrate(Connection db, Backups backups) throws SQLException {
        int found = version(db);
        if (found > versions.size()) {
            throw new AgentException(NEWER, "the journal belongs to a newer Hearth", null);
        }
        if (found > 0 && found < versions.size()) {
            backups.keep(db, found);
        }
        db.setAutoCommit(false);
        try (var s = db.createStatement()) {
            for (var statements : versions.subList(found, versions.size())) {
                for (var statement : statements) {
                    s.execute(statement);
                }
            }
            if (found < versions.size()) {
                s.execute("PRAGMA user_version = " + versions.size());
                s.execute("DELETE FROM setting WHERE name = '" + CAME_BACK + "'");
            }
            db.commit();
        }
    }

    /// Takes over what the owner decided after the copy was made. Where that cannot be read nothing
    /// is shared: an owner who switched it off must not find it on.
    private static void carry(Path newer, Path copy) throws SQLException {
        var since = new TreeMap<String, String>();
        since.put(AgentSettings.SHARING, AgentSettings.OFF);
        try (var db = DriverManager.getConnection(SQLITE + newer.toAbsolutePath());
                var s = db.createStatement();
                var rows = s.executeQuery("SELECT name, value FROM setting")) {
            while (rows.next()) {
                if (AgentSettings.OF_THE_OWNER.contains(rows.getString(1))) {
                    since.put(rows.getString(1), rows.getString(2));
                }
            }
        } catch (SQLException unknown) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the newer journal does not tell what its owner decided",
                    unknown);
        }
        since.put(CAME_BACK, "");
        try (var db = DriverManager.getConnection(SQLITE + copy.toAbsolutePath())) {
            db.setAutoCommit(false);
            try (var s = db.prepareStatement(SET)) {
                for (var entry : since.entrySet()) {
                    s.setString(1, entry.getKey());
                    s.setString(2, entry.getValue());
                    s.executeUpdate();
                }
            }
            db.commit();
        }
    }

    private static int version(Connection db) throws SQLException {
        try (var s = db.createStatement();
                var version = s.executeQuery("PRAGMA user_version")) {
            return version.getInt(1);
        }
    }
}
