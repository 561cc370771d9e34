package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `GRANTED(token, expiry) → COMMITTED(hash) → REVEALED | EXPIRED | REVOKED`. The pay of a live
/// lease is reserved; a lease that ends without a result gives pay and shard back.
final class Leases {
    /// One row, as far as the machine needs it.
    ///
    /// @param shard number in its job
    /// @param committed promised hash, once COMMITTED
    /// @param committedSteps that the update stands for
    /// @param deviceClass what its device computes with
    record Held(
            Lease lease,
            int shard,
            int pass,
            DeviceId device,
            String payout,
            String state,
            Instant expiresAt,
            Optional<Sha256> committed,
            Optional<Long> committedBytes,
            Optional<Integer> committedSteps,
            Optional<Instant> committedAt,
            String deviceClass,
            String role) {
        /// One that was just written down.
        static Held granted(
                Lease lease,
                Shards.Shard shard,
                DeviceId device,
                String payout,
                String deviceClass) {
            return new Held(
                    lease,
                    shard.number(),
                    shard.pass(),
                    device,
                    payout,
                    "GRANTED",
                    lease.expiresAt(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    deviceClass,
                    TRAIN);
        }

        /// Whether it repeats what somebody else did.
        boolean isAudit() {
            return role.equals(AUDIT);
        }

        boolean isLive(Instant now) {
            return isOpen(state) && now.isBefore(expiresAt);
        }

        /// Once its update is promised.
        Held promised(Commit commit, Instant at, Instant until) {
            return new Held(
                    lease,
                    shard,
                    pass,
                    device,
                    payout,
                    "COMMITTED",
                    expiresAt.isAfter(until) ? expiresAt : until,
                    Optional.of(commit.update()),
                    Optional.of(commit.bytes()),
                    Optional.of(commit.steps()),
                    Optional.of(at),
                    deviceClass,
                    role);
        }

        Lease current() {
            return lease.until(expiresAt);
        }
    }

    static final String TRAIN = "TRAIN";
    static final String AUDIT = "AUDIT";

    /// Class of a device that does not say what it computes with.
    static final String UNKNOWN = "unknown";

    private static final String SELECT =
            "SELECT body, shard, pass, device, payout, state, expires_at, committed,"
                    + " committed_bytes, committed_steps, committed_at, class, role FROM lease ";

    /// What a lease says is written once; only its row changes.
    private static final ReadLeases LEASES = new ReadLeases();

    private Leases() {}

    /// Writes down a lease that is given now, as one of several changes.
    ///
    /// @param deviceClass what the device computes with
    static Change granting(
            Lease lease, Shards.Shard shard, DeviceId device, String payout, String deviceClass) {
        return insertion(lease, shard.number(), shard.pass(), device, payout, TRAIN, deviceClass);
    }

    /// The work of another lease once more.
    static void grantAudit(
            Session session, Lease lease, Held repeated, DeviceId device, String payout) {
        var deviceClass =
                session.first(
                                "SELECT class FROM device WHERE id = ?",
                                row -> row.optionalText("class"),
                                device)
                        .flatMap(found -> found)
                        .orElse(UNKNOWN);
        var insertion =
                insertion(
                        lease,
                        repeated.shard(),
                        repeated.pass(),
                        device,
                        payout,
                        AUDIT,
                        deviceClass);
        session.together(List.of(insertion));
    }

    private static Change insertion(
            Lease lease,
            int shard,
            int pass,
            DeviceId device,
            String payout,
            String role,
            String deviceClass) {
        return Change.of(
                "INSERT INTO lease (id, job, round, shard, replica, pass, token, device, payout,"
                        + " state, body, pay, granted_at, expires_at, steps_done, role, class)"
                        + " VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 'GRANTED', ?, ?, ?, ?, 0, ?, ?)",
                lease.id(),
                lease.job(),
                lease.round(),
                shard,
                pass,
                lease.token(),
                device,
                payout,
                LEASES.written(lease),
                lease.pay(),
                lease.grantedAt(),
                lease.expiresAt(),
                role,
                deviceClass);
    }

    /// As much of one as a heartbeat needs.
    record Alive(long token, DeviceId device, String state, Instant grantedAt, Instant expiresAt) {
        boolean isLive(Instant now) {
            return isOpen(state) && now.isBefore(expiresAt);
        }
    }

    private static boolean isOpen(String state) {
        return state.equals("GRANTED") || state.equals("COMMITTED");
    }

    static Optional<Alive> alive(Session session, LeaseId id) {
        return session.first(
                "SELECT token, device, state, granted_at, expires_at FROM lease WHERE id = ?",
                row ->
                        new Alive(
                                row.number("token"),
                                new DeviceId(row.text("device")),
                                row.text("state"),
                                row.instant("granted_at"),
                                row.instant("expires_at")),
                id);
    }

    static Optional<Held> find(Session session, LeaseId id) {
        return session.first(SELECT + "WHERE id = ?", Leases::read, id);
    }

    /// Those of a round's results that are in a state.
    static List<Held> of(Session session, Rounds.Round round, String state) {
        return session.all(
                SELECT
                        + "WHERE id IN (SELECT lease FROM result WHERE job = ? AND round = ? AND"
                        + " state = ?)",
                Leases::read,
                round.job(),
                round.number(),
                state);
    }

    /// Live leases of a device, oldest first.
    static List<Held> live(Session session, DeviceId device) {
        return session.all(
                SELECT
                        + "WHERE device = ? AND state IN ('GRANTED', 'COMMITTED')"
                        + " ORDER BY granted_at, id",
                Leases::read,
                device);
    }

    static int liveInRound(Session session, JobId job, int round) {
        return (int)
                session.count(
                        "SELECT count(*) AS n FROM lease WHERE job = ? AND round = ?"
                                + " AND state IN ('GRANTED', 'COMMITTED')",
                        job,
                        round);
    }

    private static Held read(Row row) {
        return new Held(
                LEASES.of(row.text("body")),
                row.integer("shard"),
                row.integer("pass"),
                new DeviceId(row.text("device")),
                row.text("payout"),
                row.text("state"),
                row.instant("expires_at"),
                row.optionalHash("committed"),
                row.optionalNumber("committed_bytes"),
                row.optionalNumber("committed_steps").map(Math::toIntExact),
                row.optionalInstant("committed_at"),
                row.text("class"),
                row.text("role"));
    }

    static boolean extend(
            Session session, LeaseId lease, long token, Instant expiresAt, int stepsDone) {
        return session.update(
                        "UPDATE lease SET expires_at = CASE WHEN expires_at > ? THEN expires_at ELSE ?"
                                + " END, steps_done = CASE WHEN steps_done > ? THEN steps_done ELSE"
                                + " ? END"
                                + " WHERE id = ? AND token = ? AND state IN ('GRANTED',"
                                + " 'COMMITTED')",
                        expiresAt,
                        expiresAt,
                        stepsDone,
                        stepsDone,
                        lease,
                        token)
                == 1;
    }

    /// The round of an update that comes now.
    ///
    /// @param target of its round, if that takes results
    /// @param waiting results that take a place in it, without this one
    /// @param receipts that its device has by now
    record Revealed(Optional<Integer> target, int waiting, ReceiptHead receipts) {}

    /// The newest result of one device is asked for in the order of the index that has its results
    /// together: a server that is asked for a single device may walk back through those of all.
    ///
    /// @return empty if it is not awaited any more
    static Optional<Revealed> reveal(Session session, Held held, Instant now) {
        var lease = held.lease();
        return session.first(
                "UPDATE lease SET state = 'REVEALED'"
                        + " WHERE id = ? AND token = ? AND state = ? AND expires_at > ?"
                        + " RETURNING (SELECT target FROM round WHERE job = ? AND"
                        + " number = ? AND state = 'OPEN') AS target, (SELECT count(*) FROM result"
                        + " WHERE job = ? AND round = ? AND counted = 1 AND state IN"
                        + " ('STATIC_OK', 'SCORED')) AS waiting, (SELECT receipts || ' ' ||"
                        + " receipts_head FROM result WHERE device BETWEEN ? AND ? ORDER BY device"
                        + " DESC, sequence DESC LIMIT 1) AS receipts",
                row ->
                        new Revealed(
                                row.optionalNumber("target").map(Math::toIntExact),
                                row.integer("waiting"),
                                Receipts.head(row.optionalText("receipts"))),
                lease.id(),
                lease.token(),
                "COMMITTED",
                now,
                lease.job(),
                lease.round(),
                lease.job(),
                lease.round(),
                held.device(),
                held.device());
    }

    /// What devices have promised and may still be sending.
    static Set<Sha256> promised(Session session) {
        return new HashSet<>(
                session.all(
                        "SELECT committed FROM lease WHERE state IN ('GRANTED', 'COMMITTED') AND"
                                + " committed IS NOT NULL",
                        row -> row.hash("committed")));
    }

    /// Ends a live lease without a result.
    static boolean end(Session session, Held held, String state) {
        int changed =
                session.update(
                        "UPDATE lease SET state = ? WHERE id = ? AND state IN ('GRANTED',"
                                + " 'COMMITTED')",
                        state,
                        held.lease().id());
        if (changed != 1) {
            return false;
        }
        Tallies.add(session, Tallies.Kind.LEASE, state, 1);
        var lease = held.lease();
        Shards.giveBack(session, lease.job(), held.shard(), lease.token());
        returnPay(session, lease.job(), lease.pay());
        return true;
    }

    static void returnPay(Session session, JobId job, Wei pay) {
        if (!pay.isZero()) {
            JobBooks.moveCovered(session, job, Book.RESERVED, Book.AVAILABLE, pay);
        }
    }

    /// @return leases that expired now
    static int expire(Session session, Instant now) {
        var due =
                session.all(
                        SELECT
                                + "WHERE state IN ('GRANTED', 'COMMITTED') AND expires_at <= ?"
                                + " ORDER BY expires_at, id",
                        Leases::read,
                        now);
        int expired = 0;
        for (var held : due) {
            if (end(session, held, "EXPIRED")) {
                expired++;
            }
        }
        return expired;
    }
}
