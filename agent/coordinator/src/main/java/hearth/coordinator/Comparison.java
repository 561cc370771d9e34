package hearth.coordinator;

import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.protocol.Answers;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;

import java.nio.ByteBuffer;

/// How far two results of the same work are apart. Reads whole updates, so it belongs into no
/// transaction.
final class Comparison {
    private final Premises premises;
    private final Manifests manifests;

    Comparison(Premises premises, Manifests manifests) {
        this.premises = premises;
        this.manifests = manifests;
    }

    /// The bytes of an update and the lease that they were made for.
    record Sent(Lease lease, ByteBuffer file) {
        Numbers values(Manifest manifest) {
            return UpdateInspection.values(manifest, lease, file);
        }
    }

    double distance(Leases.Held of, Sent update, Sent repeated) {
        var manifest = manifests.of(of.lease().manifest());
        if (manifest.inference().isPresent()) {
            var asked = manifest.inference().get();
            int inputs = Part.of(of, manifest).steps();
            return Answers.open(asked, update.lease(), inputs, update.file())
                    .distanceTo(Answers.open(asked, repeated.lease(), inputs, repeated.file()));
        }
        return RepeatCheck.distance(
                update.values(manifest), repeated.values(manifest), manifest.parameters());
    }

    /// Of two repetitions of the same result.
    double between(Leases.Held audited, Audits.Audit one, Audits.Audit other) {
        return distance(audited, sent(audited, one), sent(audited, other));
    }

    /// The truth is what the coordinator computed itself, or else a good result.
    double toTruth(Leases.Held audited, Audits.Audit run, Audits.Audit last) {
        var truth = last.isOwn() ? sent(audited, last) : sent(audited);
        return distance(audited, sent(audited, run), truth);
    }

    private Sent sent(Leases.Held audited, Audits.Audit run) {
        return run.isOwn()
                ? sent(audited.lease(), run.repeated().orElseThrow())
                : sent(
                        premises.database()
                                .read(s -> Leases.find(s, run.lease().orElseThrow()))
                                .orElseThrow());
    }

    Sent sent(Leases.Held held) {
        return sent(held.lease(), held.committed().orElseThrow());
    }

    private Sent sent(Lease lease, Sha256 update) {
        return new Sent(lease, premises.blobs().view(update).orElseThrow());
    }
}
