package hearth.worker;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The lease in work with its state, all receipts, and the jobs that failed here. At most one lease
/// is open. A lease ends in the same transaction that keeps its receipt, and every change is
/// guarded by the state before.
final class LeaseJournal {
    private final JournalFile file;

    LeaseJournal(JournalFile file) {
        this.file = file;
    }

    /// Keeps a transition.
    void record(Work before, WorkEvent event, Work after, Instant now) {
        if (before.equals(after) || (before.held().isEmpty() && after.held().isEmpty())) {
            return;
        }
        file.transact(
                () -> {
                    if (event instanceof WorkEvent.Receipted(Receipt receipt)) {
                        keep(receipt, now);
                    }
                    if (before instanceof Work.Holding held) {
                        if (after instanceof Work.Holding holding) {
                            move(held, holding, now);
                        } else {
                            end(held, event, now);
                        }
                    } else if (after instanceof Work.Holding holding) {
                        begin(holding, now);
                    }
                    return true;
                });
    }

    private void begin(Work.Holding work, Instant now) throws SQLException {
        file.change(
                "INSERT INTO lease (id, state, lease, begun_ms) VALUES (?, ?, ?, ?)",
                s -> {
                    s.setString(1, work.lease().id().value());
                    s.setString(2, state(work));
                    s.setString(3, Json.text(work.lease()));
                    s.setLong(4, now.toEpochMilli());
                });
    }

    private void move(Work.Holding before, Work.Holding after, Instant now) throws SQLException {
        var update = update(after);
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
                            s.setString(7, after.lease().id().value());
                            s.setString(8, state(before));
                        }));
    }

    private void end(Work.Holding before, WorkEvent event, Instant now) throws SQLException {
        expectOne(
                file.change(
                        """
                        UPDATE lease SET ended_ms = ?, outcome = ?
                        WHERE id = ? AND state = ? AND ended_ms IS NULL""",
                        s -> {
                            s.setLong(1, now.toEpochMilli());
                            s.setString(2, event.getClass().getSimpleName());
                            s.setString(3, before.lease().id().value());
                            s.setString(4, state(before));
                        }));
    }

    private void keep(Receipt receipt, Instant now) throws SQLException {
        file.change(
                "INSERT OR IGNORE INTO receipt (lease, receipt, kept_ms) VALUES (?, ?, ?)",
                s -> {
                    s.setString(1, receipt.content().lease().value());
                    s.setString(2, Json.text(receipt));
                    s.setLong(3, now.toEpochMilli());
                });
    }

    private static void expectOne(int changed) {
        if (changed != 1) {
            throw new AgentException("journal-unreadable", "the open lease is not as it was", null);
        }
    }

    /// What an agent that starts now takes up again: a finished update is submitted, an interrupted
    /// training is begun anew, a release is repeated. The row is put into that state.
    Optional<Work.Holding> resume(Instant now) {
        var found =
                file
                        .rows(
                                "SELECT state, lease, assignment, updated FROM lease"
                                        + " WHERE ended_ms IS NULL",
                                s -> {},
                                r -> resumed(r, now))
                        .stream()
                        .findFirst();
        found.ifPresent(
                work ->
                        file.write(
                                "UPDATE lease SET state = ? WHERE id = ? AND ended_ms IS NULL",
                                s -> {
                                    s.setString(1, state(work));
                                    s.setString(2, work.lease().id().value());
                                }));
        return found;
    }

    private static Work.Holding resumed(ResultSet r, Instant now) throws SQLException {
        var lease = Json.read(r.getString("lease"), Lease.class);
        var state = r.getString("state");
        return switch (state) {
            case "Fetching", "Training" -> new Work.Fetching(lease, 0);
            case "Committing", "Revealing" -> {
                var assignment = Json.read(r.getString("assignment"), Work.Assignment.class);
                var update = Json.read(r.getString("updated"), Work.Update.class);
                yield state.equals("Committing")
                        ? new Work.Committing(lease, assignment, update, 0)
                        : new Work.Revealing(lease, assignment, update, 0);
            }
            case "Releasing" -> new Work.Releasing(lease, new Work.Waiting(List.of(), now, 0), 0);
            default ->
                    throw new AgentException(
                            "journal-unreadable", "a lease in an unknown state", null);
        };
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

    private static String state(Work.Holding work) {
        return switch (work) {
            case Work.Fetching _ -> "Fetching";
            case Work.Training _ -> "Training";
            case Work.Committing _ -> "Committing";
            case Work.Revealing _ -> "Revealing";
            case Work.Releasing _ -> "Releasing";
        };
    }

    private static Optional<Work.Assignment> assignment(Work.Holding work) {
        return switch (work) {
            case Work.Training t -> Optional.of(t.assignment());
            case Work.Committing c -> Optional.of(c.assignment());
            case Work.Revealing r -> Optional.of(r.assignment());
            case Work.Fetching _, Work.Releasing _ -> Optional.empty();
        };
    }

    private static Optional<Work.Update> update(Work.Holding work) {
        return switch (work) {
            case Work.Committing c -> Optional.of(c.update());
            case Work.Revealing r -> Optional.of(r.update());
            case Work.Fetching _, Work.Training _, Work.Releasing _ -> Optional.empty();
        };
    }
}
