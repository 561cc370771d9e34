package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.JobId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

class LeasePartsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir private Path home;
    private AgentRecords records;

    @BeforeEach
    void open() {
        records = AgentRecords.open(home.resolve("journal.db"), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        records.close();
    }

    private void result(long sequence, String lease, Instant at, long pay, String ledger) {
        records.results()
                .keep(
                        List.of(
                                new ResultView(
                                        sequence,
                                        new LeaseId(lease),
                                        new JobId("moby"),
                                        "Moby-Dick",
                                        1,
                                        at,
                                        "FINAL_OK",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Wei.of(pay),
                                        Optional.of(ledger),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    private void did(String lease, String part, int steps) {
        records.parts().did(new LeaseId(lease), part, steps);
    }

    @Test
    void tellsWhatDidALeaseAlone() {
        did("a", "gpu-1", 20);
        did("a", "gpu-1", 30);
        did("b", "gpu-1", 20);
        did("b", "gpu-2", 30);

        assertThat(records.parts().alone(new LeaseId("a"))).contains("gpu-1");
        assertThat(records.parts().alone(new LeaseId("b"))).isEmpty();
        assertThat(records.parts().alone(new LeaseId("never"))).isEmpty();
    }

    @Test
    void addsUpWhatWasPaidByPart() {
        did("a", "gpu-1", 30);
        did("b", "gpu-1", 30);
        did("c", "gpu-2", 30);
        did("slashed", "gpu-2", 30);
        result(1, "a", NOON, 10, "HELD");
        result(2, "b", NOON, 20, "RELEASED");
        result(3, "c", NOON, 40, "HELD");
        result(4, "slashed", NOON, 1000, "SLASHED");
        result(5, "from-before", NOON, 5, "RELEASED");

        assertThat(records.parts().since(NOON))
                .containsExactly(
                        new EarnedBy("gpu-2", Wei.of(40), 1),
                        new EarnedBy("gpu-1", Wei.of(30), 2),
                        new EarnedBy(EarnedBy.UNKNOWN, Wei.of(5), 1));
    }

    @Test
    void leavesOutWhatCameBefore() {
        did("a", "cpu", 30);
        result(1, "a", NOON.minusSeconds(1), 10, "HELD");

        assertThat(records.parts().since(NOON)).isEmpty();
    }

    @Test
    void dividesAResultByTheStepsOfItsParts() {
        did("a", "gpu-1", 10);
        did("a", "gpu-2", 30);
        did("a", "gpu-2", 30);
        result(1, "a", NOON, 100, "HELD");

        assertThat(records.parts().since(NOON))
                .containsExactly(
                        new EarnedBy("gpu-2", Wei.of(67), 1), new EarnedBy("gpu-1", Wei.of(33), 1));
    }

    @Test
    void givesATrainingThatBeganAnewToThePartThatDidIt() {
        did("a", "gpu-1", 20);
        did("a", "cpu", 15);
        result(1, "a", NOON, 100, "HELD");

        assertThat(records.parts().since(NOON))
                .containsExactly(new EarnedBy("cpu", Wei.of(100), 1));
    }

    @Test
    void staysOverARestart() {
        did("a", "gpu-1", 20);
        result(1, "a", NOON, 100, "HELD");
        records.close();
        open();

        assertThat(records.parts().since(NOON))
                .containsExactly(new EarnedBy("gpu-1", Wei.of(100), 1));
    }
}
