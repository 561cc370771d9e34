package hearth.coordinator;

import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.RepeatCheck;
import hearth.protocol.Answers;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.storage.Session;

import java.nio.ByteBuffer;

/// How far two results of the same work are apart.
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
    double between(Session session, Audits.Audit one, Audits.Audit other) {
        return distance(
                Auditing.audited(session, one.result()), sent(session, one), sent(session, other));
    }

    /// The truth is what the coordinator computed itself, or else a good result.
    double toTruth(Session session, Audits.Audit run, Leases.Held audited, Audits.Audit last) {
        var truth = last.isOwn() ? sent(session, last) : sent(audited);
        return distance(audited, sent(session, run), truth);
    }

    Sent sent(Session session, Audits.Audit run) {
        return run.isOwn()
                ? sent(
                        Auditing.audited(session, run.result()).lease(),
                        run.repeated().orElseThrow())
                : sent(Leases.find(session, run.lease().orElseThrow()).orElseThrow());
    }

    Sent sent(Leases.Held held) {
        return sent(held.lease(), held.committed().orElseThrow());
    }

    private Sent sent(Lease lease, Sha256 update) {
        return new Sent(lease, premises.blobs().view(update).orElseThrow());
    }
}
