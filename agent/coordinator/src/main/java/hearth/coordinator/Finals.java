package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.protocol.AppealGrounds;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Row;
import hearth.storage.Session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The last step of a result, `→ FINAL_OK` or `→ FINAL_BAD`, with all that follows from it: pay,
/// standing, and for proven fraud the pay that is still held back.
final class Finals {
    /// @param isAnswer whether its job asks a finished model
    /// @param isRepeatable whether somebody else could have been asked to repeat it
    record Entry(
            long sequence,
            JobId job,
            String account,
            Sha256 update,
            Wei pay,
            Standings.Of of,
            boolean isAnswer,
            boolean isRepeatable) {
        static Entry of(Session session, Manifests manifests, Results.Waiting result) {
            var held = Leases.find(session, result.lease()).orElseThrow();
            var manifest = manifests.of(held.lease().manifest());
            return new Entry(
                    result.sequence(),
                    held.lease().job(),
                    result.account(),
                    result.update(),
                    result.pay(),
                    Standings.Of.lease(manifests, held),
                    manifest.inference().isPresent(),
                    Manifests.isRepeatable(manifest));
        }
    }

    private Finals() {}

    /// @param from state that it is in
    static void accept(Session session, Entry entry, String from, Instant now) {
        if (!Results.move(session, entry.sequence(), from, "FINAL_OK")) {
            throw new IllegalStateException("a result is accepted once");
        }
        if (entry.isRepeatable()) {
            Standings.accepted(session, entry.of());
        }
        JobBooks.moveCovered(session, entry.job(), Book.RESERVED, Book.HELD, entry.pay());
        session.update(
                "INSERT INTO ledger (result, job, account, amount, state, created_at)"
                        + " VALUES (?, ?, ?, ?, 'HELD', ?)",
                entry.sequence(),
                entry.job(),
                entry.account(),
                entry.pay(),
                now);
        if (entry.isAnswer()) {
            Questions.confirmed(session, entry.sequence());
        }
    }

    /// All of a round that is published now that are still in its state, once their standings say
    /// so.
    ///
    /// @param from that state
    /// @param good how many there are
    /// @param pay of all of them together
    static void accept(
            Session session, Rounds.Round round, String from, int good, Wei pay, Instant now) {
        int paid =
                session.update(
                        "INSERT INTO ledger (result, job, account, amount, state, created_at) SELECT"
                                + " sequence, job, account, pay, 'HELD', ? FROM result WHERE job ="
                                + " ? AND round = ? AND state = ? ORDER BY +sequence",
                        now,
                        round.job(),
                        round.number(),
                        from);
        int accepted =
                session.update(
                        "UPDATE result SET state = 'FINAL_OK', aggregated = counted WHERE job = ?"
                                + " AND round = ? AND state = ?",
                        round.job(),
                        round.number(),
                        from);
        if (paid != good || accepted != good) {
            throw new IllegalStateException("a result is accepted once");
        }
        var _ =
                session.together(
                        List.of(
                                Tallies.adding(Tallies.Kind.ROUND, "PUBLISHED", 1),
                                Tallies.adding(Tallies.Kind.RESULT, "FINAL_OK", accepted)));
        JobBooks.moveCovered(session, round.job(), Book.RESERVED, Book.HELD, pay);
    }

    /// @param from state that it is in
    static void refuse(
            Session session,
            Entry entry,
            String from,
            String reason,
            String evidence,
            Instant now) {
        if (!Results.refuse(session, entry.sequence(), from, reason, evidence)) {
            throw new IllegalStateException("a result is refused once");
        }
        boolean isAppealable =
                AppealGrounds.isDoubtful(reason) && entry.isRepeatable() && !entry.isAnswer();
        Removal.refused(session, entry, isAppealable, now);
        if (AppealGrounds.isStatistical(reason)) {
            Standings.doubted(session, entry.of(), now);
        } else {
            Standings.refused(session, entry.of(), now);
        }
        Leases.returnPay(session, entry.job(), entry.pay());
        Questions.withdrawn(session, entry.sequence());
    }

    private record Held(long result, JobId job, Wei amount) {
        static Held read(Row row) {
            return new Held(row.number("result"), new JobId(row.text("job")), row.wei("amount"));
        }
    }

    /// Takes what is held back of a device's pay, after a repetition has shown that it did not do
    /// the work.
    ///
    /// @param refused result for which it is taken
    /// @param only job whose pay is taken; absent for all of them
    static void slash(Session session, DeviceId device, long refused, Optional<JobId> only) {
        // `|| ''` keeps SQLite from walking through all that is held.
        var held =
                session.all(
                        "SELECT ledger.result, ledger.job, amount FROM ledger JOIN result ON"
                                + " result.sequence = ledger.result WHERE ledger.state || '' ="
                                + " 'HELD' AND device = ?",
                        Held::read,
                        device);
        for (var entry : held) {
            if (!only.map(entry.job()::equals).orElse(true)) {
                continue;
            }
            session.update(
                    "UPDATE ledger SET state = 'SLASHED', slashed_for = ? WHERE result = ? AND state ="
                            + " 'HELD'",
                    refused,
                    entry.result());
            JobBooks.moveCovered(session, entry.job(), Book.HELD, Book.SLASHED, entry.amount());
        }
    }

    /// Gives back what was taken for a result that was good after all.
    static void unslash(Session session, long result) {
        var taken =
                session.all(
                        "SELECT result, job, amount FROM ledger WHERE slashed_for = ? AND state ="
                                + " 'SLASHED'",
                        Held::read,
                        result);
        for (var entry : taken) {
            session.update(
                    "UPDATE ledger SET state = 'HELD', slashed_for = NULL, linked = NULL WHERE"
                            + " result = ? AND state = 'SLASHED'",
                    entry.result());
            JobBooks.moveCovered(session, entry.job(), Book.SLASHED, Book.HELD, entry.amount());
        }
    }
}
