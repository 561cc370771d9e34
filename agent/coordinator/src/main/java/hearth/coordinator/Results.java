package hearth.coordinator;

import hearth.coordinator.Tallies.Kind;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `RECEIVED → STATIC_OK → SCORED → FINAL_OK | FINAL_BAD | LATE`. Layer L0 runs while the bytes
/// arrive, so a result is written as STATIC_OK, FINAL_BAD or LATE at once; those of a round that is
/// judged and published at once are never written as SCORED.
final class Results {
    /// A result that waits for its round.
    ///
    /// @param steps absent for a whole lease
    /// @param isCounted whether it is aggregated
    record Waiting(
            long sequence,
            LeaseId lease,
            int shard,
            String account,
            Sha256 update,
            Sha256 content,
            Instant committedAt,
            Wei pay,
            Optional<Integer> steps,
            boolean isCounted,
            String state) {
        /// Of a whole lease's steps.
        double share(Manifest manifest) {
            return steps.map(n -> Part.of(n, manifest).share()).orElse(1.0);
        }
    }

    private static final String SELECT =
            "SELECT sequence, lease, shard, account, update_hash, content_hash, committed_at, pay,"
                    + " steps, counted, state FROM result ";

    private Results() {}

    static Optional<Waiting> find(Session session, long sequence) {
        return session.first(SELECT + "WHERE sequence = ?", Results::read, sequence);
    }

    static Optional<Waiting> find(Session session, LeaseId lease) {
        return session.first(SELECT + "WHERE lease = ?", Results::read, lease);
    }

    /// Results that take a place in an open round.
    static int waiting(Session session, JobId job, int round) {
        return (int)
                session.count(
                        "SELECT count(*) AS n FROM result WHERE job = ? AND round = ?"
                                + " AND counted = 1 AND state IN ('STATIC_OK', 'SCORED')",
                        job,
                        round);
    }

    static List<Waiting> in(Session session, JobId job, int round, String state) {
        return session.all(
                SELECT + "WHERE job = ? AND round = ? AND state = ? ORDER BY +sequence",
                Results::read,
                job,
                round,
                state);
    }

    private static Waiting read(Row row) {
        return new Waiting(
                row.number("sequence"),
                new LeaseId(row.text("lease")),
                row.integer("shard"),
                row.text("account"),
                row.hash("update_hash"),
                row.hash("content_hash"),
                row.instant("committed_at"),
                row.wei("pay"),
                row.optionalNumber("steps").map(Math::toIntExact),
                row.integer("counted") == 1,
                row.text("state"));
    }

    /// Writes down a result, as some of several changes.
    ///
    /// @param content hash of the decoded values, of the bytes where they could not be decoded
    /// @param pay zero where nothing can be earned any more
    /// @param place of its receipt, which goes with it
    /// @param isCounted whether it takes a place in its round
    static List<Change> insertion(
            Session session,
            Leases.Held held,
            Sha256 update,
            Sha256 content,
            Judgement judgement,
            Wei pay,
            Instant receivedAt,
            Receipts.Place place,
            boolean isCounted) {
        var lease = held.lease();
        // A device reads its results by their numbers, so they must appear in this order.
        var changes =
                new ArrayList<>(
                        session.holding("SELECT id FROM device WHERE id = ?", held.device()));
        changes.add(
                Change.of(
                        "INSERT INTO result (lease, job, round, shard, pass, device, account, state,"
                                + " reason, evidence, update_hash, content_hash, committed_at, pay,"
                                + " received_at, receipt, steps, counted, role, receipts,"
                                + " receipts_head)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                                + " ?, ?)",
                        lease.id(),
                        lease.job(),
                        lease.round(),
                        held.shard(),
                        held.pass(),
                        held.device(),
                        held.payout(),
                        judgement.state(),
                        judgement.reason(),
                        judgement.evidence(),
                        update,
                        content,
                        held.committedAt().orElseThrow(),
                        pay,
                        receivedAt,
                        place.receipt().map(Json::text),
                        held.committedSteps(),
                        isCounted ? 1 : 0,
                        held.role(),
                        place.after().number(),
                        place.after().hash()));
        changes.addAll(judgement.counts(held));
        return changes;
    }

    /// First state of a result and why.
    record Judgement(String state, Optional<String> reason, Optional<String> evidence) {
        static Judgement good() {
            return new Judgement("STATIC_OK", Optional.empty(), Optional.empty());
        }

        static Judgement bad(String reason, String evidence) {
            return new Judgement("FINAL_BAD", Optional.of(reason), Optional.of(evidence));
        }

        /// What it adds to the counts.
        private List<Change> counts(Leases.Held held) {
            return switch (state) {
                case "LATE" -> List.of(Tallies.adding(Kind.RESULT, state, 1));
                case "FINAL_BAD" ->
                        Stream.concat(
                                        Stream.of(refusal(reason.orElse(Tallies.NO_REASON), 1)),
                                        held.isAudit()
                                                ? Stream.empty()
                                                : Stream.of(
                                                        counting(
                                                                held.lease().job(),
                                                                held.lease().round(),
                                                                0,
                                                                1)))
                                .toList();
                default -> List.of();
            };
        }

        /// Of an update for a round.
        static Judgement of(Arrival arrival, int round) {
            return switch (arrival) {
                case COUNTED, PART, REPETITION -> good();
                case LATE ->
                        unpaid("round-closed", "round " + round + " closed without this result");
                case AGAIN ->
                        unpaid("part-again", "a part of this data came before in round " + round);
            };
        }

        private static Judgement unpaid(String reason, String evidence) {
            return new Judgement("LATE", Optional.of(reason), Optional.of(evidence));
        }
    }

    /// Parts of leases in a round that will not be published: late, and their pay goes back. What
    /// somebody repeated waits for its comparison and for no round.
    static void retire(Session session, JobId job, int round) {
        for (var part : in(session, job, round, "STATIC_OK")) {
            int retired =
                    session.update(
                            "UPDATE result SET state = 'LATE', reason = 'round-closed', pay = '0'"
                                    + " WHERE sequence = ? AND state = 'STATIC_OK' AND role ="
                                    + " 'TRAIN'",
                            part.sequence());
            if (retired == 1) {
                Tallies.add(session, Kind.RESULT, "LATE", 1);
                Removal.unwanted(session, part.sequence());
                Leases.returnPay(session, job, part.pay());
            }
        }
    }

    private static Change refusal(String reason, int more) {
        return Tallies.adding(Kind.REFUSED, reason, more);
    }

    /// Of a round's own results, that more are good or refused than before.
    private static Change counting(JobId job, int round, int accepted, int refused) {
        return Change.of(
                "UPDATE round SET accepted = accepted + ?, refused = refused + ? WHERE job = ? AND"
                        + " number = ?",
                accepted,
                refused,
                job,
                round);
    }

    private record Place(JobId job, int round, boolean isAudit) {
        static final String COLUMNS = "job, round, role";

        static Place read(Row row) {
            return new Place(
                    new JobId(row.text("job")),
                    row.integer("round"),
                    row.text("role").equals(Leases.AUDIT));
        }

        /// @param accepted how many more of the round's own results are good
        List<Change> counting(int accepted, int refused) {
            return isAudit || (accepted == 0 && refused == 0)
                    ? List.of()
                    : List.of(Results.counting(job, round, accepted, refused));
        }
    }

    private static boolean isGood(String state) {
        return state.equals("FINAL_OK") || state.equals("AUDIT_WAIT");
    }

    /// To another state than those of a refused or late one.
    static boolean move(Session session, long sequence, String from, String to) {
        var place =
                session.first(
                        "UPDATE result SET state = ? WHERE sequence = ? AND state = ? RETURNING "
                                + Place.COLUMNS,
                        Place::read,
                        to,
                        sequence,
                        from);
        if (place.isPresent()) {
            int accepted = (isGood(to) ? 1 : 0) - (isGood(from) ? 1 : 0);
            var counts = new ArrayList<>(place.get().counting(accepted, 0));
            if (to.equals("FINAL_OK")) {
                counts.add(Tallies.adding(Kind.RESULT, to, 1));
            }
            var _ = session.together(counts);
        }
        return place.isPresent();
    }

    /// A refused result is judged once more.
    static void restore(Session session, long sequence) {
        var reason =
                session.first(
                                "SELECT reason FROM result WHERE sequence = ? AND state ="
                                        + " 'FINAL_BAD'",
                                row -> row.optionalText("reason"),
                                sequence)
                        .map(r -> r.orElse(Tallies.NO_REASON));
        var place =
                session.first(
                        "UPDATE result SET state = 'SCORED', reason = NULL, evidence = NULL, linked ="
                                + " NULL, counted = aggregated WHERE sequence = ? AND state = 'FINAL_BAD'"
                                + " RETURNING "
                                + Place.COLUMNS,
                        Place::read,
                        sequence);
        if (place.isPresent()) {
            var counts = new ArrayList<>(place.get().counting(0, -1));
            counts.add(refusal(reason.orElseThrow(), -1));
            var _ = session.together(counts);
        }
    }

    /// All of a closed round that were not refused.
    ///
    /// @param good how many there are
    static void score(Session session, Rounds.Round round, int good) {
        int changed =
                session.update(
                        "UPDATE result SET state = 'SCORED' WHERE job = ? AND round = ? AND state ="
                                + " 'STATIC_OK'",
                        round.job(),
                        round.number());
        if (changed != good) {
            throw new IllegalStateException("a closed round takes no more results");
        }
    }

    /// One of a round that is being published, which counts it as good, and that waits for its
    /// repetition.
    static void await(Session session, Waiting result) {
        int changed =
                session.update(
                        "UPDATE result SET state = 'AUDIT_WAIT', aggregated = counted WHERE sequence"
                                + " = ? AND state = ?",
                        result.sequence(),
                        result.state());
        if (changed != 1) {
            throw new IllegalStateException("a scored round stays as it is");
        }
    }

    static boolean refuse(
            Session session, long sequence, String from, String reason, String evidence) {
        var place =
                session.first(
                        "UPDATE result SET state = 'FINAL_BAD', reason = ?, evidence = ?"
                                + " WHERE sequence = ? AND state = ? RETURNING "
                                + Place.COLUMNS,
                        Place::read,
                        reason,
                        evidence,
                        sequence,
                        from);
        if (place.isPresent()) {
            var counts = new ArrayList<>(place.get().counting(isGood(from) ? -1 : 0, 1));
            counts.add(refusal(reason, 1));
            var _ = session.together(counts);
        }
        return place.isPresent();
    }
}
