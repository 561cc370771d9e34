package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DeviceId;
import hearth.storage.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;

/// Who can be drawn, by the real tables.
@ParameterizedClass
@EnumSource(Column.class)
class AuditorsTest {
    private static final Instant LATELY = Instant.ofEpochSecond(1_000);

    private final Column column;
    @TempDir private Path folder;

    AuditorsTest(Column column) {
        this.column = column;
    }

    private static DeviceId device(int number) {
        return new DeviceId("%064x".formatted(number));
    }

    private static void register(Session session, int number, Instant seen) {
        session.update(
                "INSERT INTO device (id, name, registered_at, heard_at, payout, recipes, seen_at)"
                        + " VALUES (?, 'desk', 0, 0, '0xaa', ' gpt ', ?)",
                device(number),
                seen);
        Auditors.number(session, device(number));
        Auditors.number(session, device(number));
    }

    @Test
    void drawsEachDeviceThatIsThereAsOftenAsAnyOther() {
        try (var database = column.stores().database(folder)) {
            database.change(
                    session -> {
                        // Names that lie unevenly, as an attacker would choose them.
                        for (int i = 0; i < 60; i++) {
                            register(
                                    session,
                                    100 * i * i * i + i,
                                    i % 3 == 0 ? LATELY : LATELY.minusMillis(1));
                        }
                    });
            database.change(
                    session -> {
                        var auditors = new Auditors(LATELY);
                        var random = new SplittableRandom(7);
                        int[] drawn = new int[60];
                        for (int i = 0; i < 6_000; i++) {
                            drawn[
                                    Belief.auditor(
                                            random,
                                            Auditors.size(session),
                                            p -> auditors.at(session, p).isPresent(),
                                            () -> auditors.lately(session))]++;
                        }
                        for (int i = 0; i < 60; i++) {
                            if (i % 3 == 0) {
                                assertThat(drawn[i]).as("device %s", i).isBetween(220, 380);
                            } else {
                                assertThat(drawn[i]).as("device %s, long gone", i).isZero();
                            }
                        }
                        assertThat(auditors.lately(session)).hasSize(20).startsWith(0, 3, 6);
                    });
        }
    }
}
