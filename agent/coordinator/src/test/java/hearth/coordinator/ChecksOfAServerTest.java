package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.storage.Database;
import hearth.storage.Session;
import hearth.testing.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a server no longer looks for at each write is still found
/// (`docs/decisions/0045-where-a-servers-time-goes.md`).
final class ChecksOfAServerTest {
    private final Database database =
            Database.connect(
                    PostgresServer.shared().schema(),
                    PostgresServer::login,
                    CoordinatorServer.migrations());

    @AfterEach
    void close() {
        database.close();
    }

    private static void insertLease(Session session, String state) {
        session.update(
                "INSERT INTO lease (id, job, round, shard, replica, pass, token, device, payout,"
                        + " state, body, pay, granted_at, expires_at, steps_done, role) VALUES"
                        + " ('l1', 'nojob', 0, 0, 0, 0, 1, 'nobody', '0x0', ?, '', '1', 0, 0, 0,"
                        + " 'TRAIN')",
                state);
    }

    @Test
    void aStateThatNoMachineHasAndALeaseOfNothingAreFound() {
        database.change(session -> insertLease(session, "LOST"));
        assertThat(database.read(Invariants::violations))
                .contains(
                        "a state is one of its machine: l1",
                        "a lease is of a device, a round and a shard that are there: l1");
    }

    @Test
    void aResultOfAnotherDeviceThanItsLeaseIsFound() {
        database.change(
                session -> {
                    insertLease(session, "REVEALED");
                    session.update("INSERT INTO blob (hash, bytes, published) VALUES ('b1', 1, 0)");
                    session.update(
                            "INSERT INTO result (lease, job, round, shard, pass, device, account,"
                                    + " state, update_hash, content_hash, committed_at, pay,"
                                    + " received_at) VALUES ('l1', 'nojob', 0, 0, 0, 'another',"
                                    + " '0x0', 'STATIC_OK', 'b1', 'c1', 0, '1', 0)");
                });
        assertThat(database.read(Invariants::violations))
                .contains("a result is of its lease's device, job, round and shard: l1");
    }
}
