package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.LeaseId;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

class EarningPaceTest {
    private static final int STEPS = 1000;
    private static final LeaseId LEASE = new LeaseId("lease-1");

    @TempDir private Path home;
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private AgentRecords records;
    private EarningPace pace;
    private int done;

    private final Clock clock =
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };

    @BeforeEach
    void opens() {
        records = AgentRecords.open(home.resolve("journal.db"), clock);
        pace = new EarningPace(records, clock);
    }

    @AfterEach
    void closes() {
        records.close();
    }

    /// One step a second of a lease that pays one EMBER: 3.6 of them an hour.
    private void trains(int seconds) {
        for (int i = 0; i < seconds; i++) {
            done++;
            now = now.plusSeconds(1);
            pace.stepped(LEASE, Wei.ofEmber("1"), done, STEPS);
        }
    }

    private double perHour() {
        return pace.emberPerHour().orElseThrow().doubleValue();
    }

    @Test
    void aNightAsleepOrAnEveningPausedIsNoTimeOfTraining() {
        trains(60);
        assertThat(perHour()).isBetween(3.5, 3.7);

        now = now.plus(Duration.ofHours(8));
        trains(1);
        assertThat(perHour()).isBetween(3.5, 3.7);
        trains(60);
        assertThat(perHour()).isBetween(3.5, 3.7);
    }

    @Test
    void aShortRestIsNoneEither() {
        trains(60);

        now = now.plusSeconds(15);
        pace.started();
        trains(30);

        assertThat(perHour()).isBetween(3.5, 3.7);
    }
}
