package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The leases in work with their states, all receipts, and the jobs that failed here. A lease ends
/// in the same transaction that keeps its receipt, and every change is guarded by the state before.
final class LeaseJournal {
    /// Leases whose windows stay.
    private static final int WINDOWED = 256;

    private final JournalFile file;
    private int restorations;

    /// Whether the last transition failed. A commit whose `fsync` fails may yet be found in the
    /// file when it is opened again, so neither the states before nor those after are certain.
    private boolean isDoubtful;

    LeaseJournal(JournalFile file) {
        this.file = file;
        this.restorations = file.restorations();
    }

    /// Keeps a transition of all leases at once.
    void record(List<Work> before, WorkEvent event, List<Work> after, Instant now) {
        if (before.equals(after)) {
            return;
        }
        if (file.restorations() != restorations || isDoubtful) {
            int seen = file.restorations();
            reinstate(before, now);
            restorations = seen;
        }
        isDoubtful = true;
        file.transact(
                () -> {
                    if (event instanceof WorkEvent.Receipted(Receipt receipt)) {
                        keep(receipt, now);
                    }
                    // The child is left before it is taken: one lease at a time has it.
                    for (var work : before) {
                        var next = find(after, work.id());
                        if (next.isEmpty()) {
                            end(work, event, now);
                        } else if (!next.get().equals(work) && !next.get().hasTheChild()) {
                            move(work, next.get(), now);
                        }
                    }
                    for (var work : after) {
                        var earlier = find(before, work.id());
                        if (earlier.isEmpty()) {
                            begin(work, now);
                        } else if (!earlier.get().equals(work) && work.hasTheChild()) {
                            move(earlier.get(), work, now);
                        }
                    }
                    return true;
                });
        isDoubtful = false;
    }

    /// The file is an older copy of what it was, or holds a transition whose end it could not tell:
    /// the leases in work are written down again as they are, and all others have ended.
    private void reinstate(List<Work> open, Instant now) {
        file.transact(
                () -> {
                    file.change(
                            "UPDATE lease SET ended_ms = ?, outcome = 'Restored', state = 'Ended'"
                                    + " WHERE ended_ms IS NULL",
                            s -> s.setLong(1, now.toEpochMilli()));
                    for (var work : open) {
                        file.change(
                                """
                                INSERT INTO lease (id, state, lease, begun_ms, assignment, updated)
                                    VALUES (?, ?, ?, ?, ?, ?)
                                ON CONFLICT (id) DO UPDATE SET
                                    state = excluded.state, lease = excluded.lease,
                                    assignment = excluded.assignment, updated = excluded.updated,
                                    ended_ms = NULL, outcome = NULL""",
                                s -> {
                                    s.setString(1, work.id().value());
                                    s.setString(2, state(work));
                                    s.setString(3, Json.text(work.lease()));
                                    s.setLong(4, now.toEpochMilli());
                                    s.setString(5, assignment(work).map(Json::text).orElse(null));
                                    s.setString(6, work.saved().map(Json::text).orElse(null));
                                });
                    }
                    return true;
                });
    }

    private static Optional<Work> find(List<Work> leases, LeaseId id) {
        return leases.stream().filter(w -> w.id().equals(id)).findFirst();
    }

    private void begin(Work work, Instant now) throws SQLException {
        file.change(
                """
                INSERT INTO lease (id, state, lease, begun_ms) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    state = excluded.state, lease = excluded.lease, ended_ms = NULL, outcome = NULL
                    WHERE outcome = 'Restored'""",
                s -> {
                    s.setString(1, work.id().value());
                    s.setString(2, state(work));
                    s.setString(3, Json.text(work.lease()));
                    s.setLong(4, now.toEpochMilli());
                });
    }

    private void move(Work before, Work after, Instant now) throws SQLException {
        var update = after.saved();
        expectOne(
                file.change(
                        """
                        UPDATE lease SET state = ?, lease = ?,
                            assignment = COALESCE(?, assignment), updated = COALESCE(?, updated),
                            trained_ms = COALESCE(trained_ms, ?),
                            training_ms = MAX(training_ms, ?)
                        WHERE id = ? AND state = ? AND ended_ms IS NULL""",
                        s -> {
                            s.setString(1, state(after));
                            s.setString(2, Json.text(after.lease()));
                            s.setString(3, assignment(after).map(Json::text).orElse(null));
                            s.setString(4, update.map(Json::text).orElse(null));
                            s.setObject(5, update.map(_ -> now.toEpochMilli()).orElse(null));
                            s.setLong(6, update.map(u -> u.took().toMillis()).orElse(0L));
                            s.setString(7, after.id().value());
                            s.setString(8, state(before));
                        }));
    }

    private void end(Work before, WorkEvent event, Instant now) throws SQLException {
        expectOne(
                file.change(
                        """
                        UPDATE lease SET ended_ms = ?, outcome = ?
                        WHERE id = ? AND state = ? AND ended_ms IS NULL""",
                        s -> {
                            s.setLong(1, now.toEpochMilli());
                            s.setString(2, event.getClass().getSimpleName());
                            s.setString(3, before.id().value());
                            s.setString(4, state(before));
                        }));
        EndedLeases.forgetOld(file, now);
    }

    private void keep(Receipt receipt, Instant now) throws SQLException {
        file.change(
                "INSERT OR IGNORE INTO receipt (lease, receipt, kept_ms, number) VALUES (?, ?, ?,"
                        + " ?)",
                s -> {
                    s.setString(1, receipt.content().lease().value());
                    s.setString(2, Json.text(receipt));
                    s.setLong(3, now.toEpochMilli());
                    s.setObject(4, receipt.content().number().orElse(null));
                });
        Residuals.settle(file, receipt);
    }

    private static void expectOne(int changed) {
        if (changed != 1) {
            throw new AgentException("journal-unreadable", "the open lease is not as it was", null);
        }
    }

    /// What an agent that starts now takes up again, in the order in which it was granted: a
    /// finished update is submitted, a training goes on where its progress is, a release is
    /// repeated. The rows are put into those states.
    List<Work> resume() {
        var found =
                file.rows(
                        "SELECT state, lease, assignment, updated FROM lease"
                                + " WHERE ended_ms IS NULL ORDER BY begun_ms, rowid",
                        s -> {},
                        LeaseJournal::resumed);
        for (var work : found) {
            file.write(
                    "UPDATE lease SET state = ? WHERE id = ? AND ended_ms IS NULL",
                    s -> {
                        s.setString(1, state(work));
                        s.setString(2, work.id().value());
                    });
        }
        return found;
    }

    /// Content that the open leases need.
    Set<Sha256> inputs() {
        return file
                .rows(
                        "SELECT lease FROM lease WHERE ended_ms IS NULL",
                        s -> {},
                        r -> Json.read(r.getString(1), Lease.class))
                .stream()
                .flatMap(l -> Stream.of(l.manifest(), l.base(), l.shard()))
                .collect(Collectors.toSet());
    }

    /// Update files that the open leases need.
    Set<Sha256> updates() {
        return file
                .rows(
                        "SELECT updated FROM lease"
                                + " WHERE ended_ms IS NULL AND updated IS NOT NULL",
                        s -> {},
                        r -> Json.read(r.getString(1), Work.Update.class))
                .stream()
                .map(Work.Update::hash)
                .collect(Collectors.toSet());
    }

    private static Work resumed(ResultSet r) throws SQLException {
        var lease = Json.read(r.getString("lease"), Lease.class);
        return switch (r.getString("state")) {
            case "Fetching", "Ready" -> new Work.Fetching(lease, begun(r), 0);
            case "Training", "Stopping", "Paused" -> new Work.Paused(lease, begun(r).orElseThrow());
            case "Trained" -> new Work.Trained(lease, assigned(r), updated(r).orElseThrow());
            case "Committing" ->
                    new Work.Committing(lease, assigned(r), updated(r).orElseThrow(), 0);
            case "Revealing" -> new Work.Revealing(lease, assigned(r), updated(r).orElseThrow(), 0);
            case "Releasing" -> new Work.Releasing(lease, 0);
            default ->
                    throw new AgentException(
                            "journal-unreadable", "a lease in an unknown state", null);
        };
    }

    private static Optional<Work.Begun> begun(ResultSet r) throws SQLException {
        return r.getString("assignment") == null
                ? Optional.empty()
                : Optional.of(new Work.Begun(assigned(r), updated(r)));
    }

    private static Work.Assignment assigned(ResultSet r) throws SQLException {
        return Json.read(r.getString("assignment"), Work.Assignment.class);
    }

    private static Optional<Work.Update> updated(ResultSet r) throws SQLException {
        return Optional.ofNullable(r.getString("updated"))
                .map(json -> Json.read(json, Work.Update.class));
    }

    /// Keeps what tells later where a repetition left the training, of the newest leases.
    void keep(LeaseId lease, List<LeaseWindow> windows) {
        file.transact(
                () -> {
                    file.change(
                            "INSERT OR REPLACE INTO lease_windows (lease, windows) VALUES (?, ?)",
                            s -> {
                                s.setString(1, lease.value());
                                s.setString(2, Json.text(windows));
                            });
                    return file.change(
                            """
                            DELETE FROM lease_windows WHERE sequence <=
                                (SELECT MAX(sequence) FROM lease_windows) - ?""",
                            s -> s.setInt(1, WINDOWED));
                });
    }

    /// Oldest first.
    List<Receipt> receipts() {
        return file.rows(
                "SELECT receipt FROM receipt ORDER BY kept_ms, lease",
                s -> {},
                r -> Json.read(r.getString(1), Receipt.class));
    }

    Optional<Receipt> receipt(LeaseId lease) {
        return file
                .rows(
                        "SELECT receipt FROM receipt WHERE lease = ?",
                        s -> s.setString(1, lease.value()),
                        r -> Json.read(r.getString(1), Receipt.class))
                .stream()
                .findFirst();
    }

    /// Keeps what the coordinator gave once more.
    void keepAgain(Receipt receipt, Instant now) {
        file.transact(
                () -> {
                    keep(receipt, now);
                    return true;
                });
    }

    /// Leases that counted and whose receipt is not here, as after the loss of newer rows.
    ///
    /// @param limit at most so many, newest first
    List<LeaseId> unreceipted(int limit) {
        return file.rows(
                """
                SELECT json_extract(result, '$.lease') AS id FROM result
                    WHERE json_extract(result, '$.state') <> 'FINAL_BAD'
                        AND id NOT IN (SELECT lease FROM receipt)
                    ORDER BY sequence DESC LIMIT ?""",
                s -> s.setInt(1, limit),
                r -> new LeaseId(r.getString(1)));
    }

    /// Time spent on trainings that ended since.
    Duration trainingSince(Instant from) {
        return file.rows(
                        "SELECT COALESCE(SUM(training_ms), 0) FROM lease WHERE trained_ms >= ?",
                        s -> s.setLong(1, from.toEpochMilli()),
                        r -> Duration.ofMillis(r.getLong(1)))
                .getFirst();
    }

    /// Remembers that a job failed in this machine's child. It is held against the job, not the
    /// device.
    void strike(JobId job, Instant now) {
        file.write(
                "INSERT INTO strike (job, struck_ms) VALUES (?, ?)",
                s -> {
                    s.setString(1, job.value());
                    s.setLong(2, now.toEpochMilli());
                });
    }

    boolean isStruck(JobId job, Instant since) {
        return !file.rows(
                        "SELECT 1 FROM strike WHERE job = ? AND struck_ms >= ? LIMIT 1",
                        s -> {
                            s.setString(1, job.value());
                            s.setLong(2, since.toEpochMilli());
                        },
                        r -> true)
                .isEmpty();
    }

    private static String state(Work work) {
        return switch (work) {
            case Work.Fetching _ -> "Fetching";
            case Work.Ready _ -> "Ready";
            case Work.Training _ -> "Training";
            case Work.Stopping _ -> "Stopping";
            case Work.Paused _ -> "Paused";
            case Work.Trained _ -> "Trained";
            case Work.Committing _ -> "Committing";
            case Work.Revealing _ -> "Revealing";
            case Work.Releasing _ -> "Releasing";
        };
    }

    /// Kept from the moment at which the child gets the lease: that tells a begun one.
    private static Optional<Work.Assignment> assignment(Work work) {
        return switch (work) {
            case Work.Fetching(var _, var begun, int _) -> begun.map(Work.Begun::assignment);
            case Work.Ready(var _, var _, var begun) -> begun.map(Work.Begun::assignment);
            case Work.Training t -> Optional.of(t.assignment());
            case Work.Stopping s -> Optional.of(s.assignment());
            case Work.Paused(var _, var begun) -> Optional.of(begun.assignment());
            case Work.Trained t -> Optional.of(t.assignment());
            case Work.Committing c -> Optional.of(c.assignment());
            case Work.Revealing r -> Optional.of(r.assignment());
            case Work.Releasing _ -> Optional.empty();
        };
    }
}
