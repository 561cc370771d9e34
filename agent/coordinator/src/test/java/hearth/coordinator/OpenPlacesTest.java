package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;
import hearth.storage.Database;
import hearth.storage.Session;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// The line in which jobs wait to give work.
class OpenPlacesTest {
    private static final Sha256 BLOB = Sha256.of("a manifest and a checkpoint");

    private static void job(Session session, String id, long grantedAt) {
        session.update(
                "INSERT INTO job (id, manifest, state, budget, available, reserved, held, released,"
                        + " slashed, refunded, created_at, granted_at) VALUES (?, ?, 'RUNNING', '0',"
                        + " '0', '0', '0', '0', '0', '0', 0, ?)",
                id,
                BLOB,
                grantedAt);
        session.update(
                "INSERT INTO round (job, number, state, target, base, opened_at) VALUES (?, 0,"
                        + " 'OPEN', 4, ?, 0)",
                id,
                BLOB);
    }

    private static List<String> line(Session session, Runnable afterEach) {
        var places = new OpenPlaces(session, "0xaccount");
        var line = new ArrayList<String>();
        for (var next = places.next(); next.isPresent(); next = places.next()) {
            line.add(next.get().job().value());
            afterEach.run();
        }
        return line;
    }

    @Test
    void asksTheJobThatWaitedLongestFirstAndEachOnce() {
        try (var database = Database.inMemory(CoordinatorServer.migrations())) {
            database.change(
                    session -> {
                        session.update(
                                "INSERT INTO blob (hash, bytes, published) VALUES (?, 1, 1)", BLOB);
                        for (int i = 0; i < 7; i++) {
                            job(session, "job-" + i, i / 2);
                        }
                        assertThat(line(session, () -> {}))
                                .containsExactly(
                                        "job-0", "job-1", "job-2", "job-3", "job-4", "job-5",
                                        "job-6");
                    });
        }
    }

    /// What another coordinator gives meanwhile moves its job to the end of the line.
    @Test
    void passesNobodyOverWhenOthersMoveInTheLine() {
        try (var database = Database.inMemory(CoordinatorServer.migrations())) {
            database.change(
                    session -> {
                        session.update(
                                "INSERT INTO blob (hash, bytes, published) VALUES (?, 1, 1)", BLOB);
                        for (int i = 0; i < 3; i++) {
                            job(session, "job-" + i, i);
                        }
                        assertThat(
                                        line(
                                                session,
                                                () ->
                                                        session.update(
                                                                "UPDATE job SET granted_at = 9"
                                                                        + " WHERE id <> 'job-2'")))
                                .startsWith("job-0")
                                .contains("job-1", "job-2");
                    });
        }
    }
}
