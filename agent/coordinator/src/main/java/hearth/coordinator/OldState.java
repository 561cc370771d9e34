package hearth.coordinator;

import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.util.List;

/// Checkpoint, momentum and residual follow from the updates, so only those of the last rounds are
/// kept (and the first checkpoint, which follows from nothing, what another job is built on, and
/// what a repetition begins with).
final class OldState {
    /// Rounds whose checkpoint can still be downloaded.
    private static final int KEPT = 8;

    private OldState() {}

    static void forget(Premises premises, Manifests manifests, Rounds.Round round) {
        var kept = premises.database().read(manifests::frozen);
        kept.addAll(premises.database().read(OldState::repeated));
        kept.addAll(premises.database().read(Appeals::bases));
        for (var old : premises.database().read(s -> oldRecords(s, round))) {
            var record = Json.read(premises.blobs().get(old).orElseThrow(), RoundRecord.class);
            if (kept.contains(record.checkpoint())) {
                continue;
            }
            for (var hash : List.of(record.checkpoint(), record.momentum(), record.residual())) {
                premises.database().change(s -> Blobs.hide(s, hash));
                premises.blobs().remove(hash);
            }
        }
    }

    private static List<Sha256> oldRecords(Session session, Rounds.Round round) {
        return session.all(
                "SELECT record FROM round JOIN checkpoint ON checkpoint.job = round.job AND"
                        + " checkpoint.number = round.number + 1 JOIN blob ON blob.hash ="
                        + " checkpoint.hash WHERE round.job = ? AND round.number <= ? AND"
                        + " round.state = 'PUBLISHED' AND blob.published = 1",
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
