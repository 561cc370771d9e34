package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;

class AgentRecordsTest {
    @Test
    void holdsNoFileWhereAPartCannotBeRead(@TempDir Path folder) throws Exception {
        var journal = folder.resolve("journal.db");
        AgentRecords.open(journal, Clock.systemUTC()).close();
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + journal);
                var drop = db.createStatement()) {
            drop.execute("ALTER TABLE health_since RENAME TO lost");
        }

        assertThatExceptionOfType(AgentException.class)
                .isThrownBy(() -> AgentRecords.open(journal, Clock.systemUTC()).close());

        assertThat(folder.resolve("journal.db-wal")).as("of an open connection").doesNotExist();
    }
}
