package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Json;
import hearth.protocol.Lease;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// A commit that reports a failure may have happened. Another connection makes it happen here,
/// while the journal's own attempt fails because of it.
class LeaseJournalTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private final Lease lease = Examples.lease("one", NOW);
    private final Work fetching = new Work.Fetching(lease, Optional.empty(), 0);
    private final Work ready =
            new Work.Ready(lease, new Work.Assignment("Moby-Dick", "gpt", 5), Optional.empty());
    private final WorkEvent event = new WorkEvent.HalfDone(lease.id());
    @TempDir private Path home;
    private JournalFile file;
    private LeaseJournal journal;

    @BeforeEach
    void open() {
        file = JournalFile.open(home.resolve("journal.db"), InstantSource.system());
        journal = new LeaseJournal(file);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void repeatsAChangeThatHappenedAlthoughItFailed() throws SQLException {
        journal.record(List.of(), event, List.of(fetching), NOW);

        failing("UPDATE lease SET state = 'Ready'", List.of(fetching), List.of(ready));
        journal.record(List.of(fetching), event, List.of(ready), NOW);

        assertThat(state()).containsExactly("Ready");
    }

    @Test
    void repeatsABeginningThatHappenedAlthoughItFailed() throws SQLException {
        var row =
                "INSERT INTO lease (id, state, lease, begun_ms) VALUES ('%s', 'Fetching', '%s', 0)"
                        .formatted(lease.id().value(), Json.text(lease));

        failing(row, List.of(), List.of(fetching));
        journal.record(List.of(), event, List.of(fetching), NOW);

        assertThat(state()).containsExactly("Fetching");
    }

    @Test
    void goesAnotherWayThanTheChangeThatHappenedAlthoughItFailed() throws SQLException {
        journal.record(List.of(), event, List.of(fetching), NOW);

        failing("UPDATE lease SET ended_ms = 1, outcome = 'Gone'", List.of(fetching), List.of());
        journal.record(List.of(fetching), event, List.of(ready), NOW);
        assertThat(state()).containsExactly("Ready");

        journal.record(List.of(ready), event, List.of(), NOW);
        assertThat(state()).isEmpty();
    }

    private void failing(String happens, List<Work> before, List<Work> after) throws SQLException {
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("journal.db"));
                var statement = db.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute(happens);
            assertThatThrownBy(() -> journal.record(before, event, after, NOW))
                    .isInstanceOf(AgentException.class);
            statement.execute("COMMIT");
        }
    }

    private List<String> state() {
        return file.rows(
                "SELECT state FROM lease WHERE ended_ms IS NULL", s -> {}, r -> r.getString(1));
    }
}
