package hearth.coordinator;

import hearth.coordinator.aggregation.Aggregation.Rule;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore;
import hearth.storage.Session;

import java.util.ArrayList;
import java.util.List;

/// Checkpoint, momentum and residual follow from the updates, so only those of the last rounds are
/// kept (and the first checkpoint, which follows from nothing, what another job is built on, and
/// what a repetition begins with).
final class OldState {
    /// Rounds whose checkpoint can still be downloaded.
    private static final int KEPT = 8;

    private OldState() {}

    /// Of which no more than the record and the broadcast is kept.
    ///
    /// @param contents that belong to it alone
    private record Old(int round, List<Sha256> contents) {
        Old {
            contents = List.copyOf(contents);
        }
    }

    /// What goes when a round is published.
    record Goes(JobId job, List<Old> rounds) {
        /// Begun before the round is published and noted with it: what is cut off is done again.
        void from(BlobStore blobs) {
            rounds.forEach(old -> old.contents().forEach(blobs::remove));
        }

        /// In the transaction that publishes the round.
        void note(Session session, Rounds.Round published) {
            session.update(
                    "INSERT INTO kept_state (job, round) VALUES (?, ?)",
                    published.job(),
                    published.number());
            for (var old : rounds) {
                old.contents().forEach(hash -> Blobs.gone(session, hash));
                Removal.ofLostBase(session, job, old.round() + 1);
                session.update(
                        "DELETE FROM kept_state WHERE job = ? AND round = ?", job, old.round());
            }
        }
    }

    /// @param round that is about to be published
    static Goes at(Premises premises, Manifests manifests, Rounds.Round round) {
        var records = premises.database().read(s -> oldRecords(s, round));
        if (records.isEmpty()) {
            return new Goes(round.job(), List.of());
        }
        var kept = premises.database().read(manifests::frozen);
        kept.addAll(premises.database().read(OldState::repeated));
        kept.addAll(premises.database().read(Appeals::bases));
        var goes =
                records.stream()
                        .map(hash -> premises.blobs().get(hash).orElseThrow())
                        .map(bytes -> Json.read(bytes, RoundRecord.class))
                        .filter(record -> !kept.contains(record.checkpoint()))
                        .map(record -> new Old(record.round(), own(premises, record)))
                        .toList();
        return new Goes(round.job(), goes);
    }

    /// A round that takes no step leaves checkpoint and residual as they were, so those go with the
    /// last round that has them, and never with the first checkpoint. Its momentum is all zeros, as
    /// that of each such round of every job of this shape: it stays, as does such a residual.
    private static List<Sha256> own(Premises premises, RoundRecord record) {
        var database = premises.database();
        var first = database.ask(s -> Checkpoints.first(s, record.job()));
        var next =
                Json.read(
                        premises.blobs()
                                .get(database.ask(s -> recordAfter(s, record)))
                                .orElseThrow(),
                        RoundRecord.class);
        boolean isStill = record.rule().filter(Rule.NONE.id()::equals).isPresent();
        var own = new ArrayList<Sha256>();
        if (!record.checkpoint().equals(first) && !record.checkpoint().equals(next.checkpoint())) {
            own.add(record.checkpoint());
        }
        if (!isStill) {
            own.add(record.momentum());
        }
        boolean isZeros = isStill && record.residual().equals(record.momentum());
        if (!isZeros && !record.residual().equals(next.residual())) {
            own.add(record.residual());
        }
        return own;
    }

    private static Sha256 recordAfter(Session session, RoundRecord record) {
        return session.first(
                        "SELECT record FROM round WHERE job = ? AND number = ?",
                        row -> row.hash("record"),
                        record.job(),
                        record.round() + 1)
                .orElseThrow();
    }

    private static List<Sha256> oldRecords(Session session, Rounds.Round round) {
        return session.all(
                "SELECT record FROM kept_state CROSS JOIN round WHERE kept_state.job = ? AND"
                        + " kept_state.round <= ? AND round.job = kept_state.job AND round.number ="
                        + " kept_state.round ORDER BY kept_state.round",
                row -> row.hash("record"),
                round.job(),
                round.number() - KEPT);
    }

    private static List<Sha256> repeated(Session session) {
        return session.all(
                "SELECT DISTINCT round.base FROM audit JOIN result ON result.sequence ="
                        + " audit.result JOIN round ON round.job = result.job AND round.number ="
                        + " result.round WHERE audit.state IN ('WANTED', 'DRAWN', 'LEASED',"
                        + " 'OWN')",
                row -> row.hash("base"));
    }
}
