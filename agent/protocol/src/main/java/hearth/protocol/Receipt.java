package hearth.protocol;

import java.time.Instant;
import java.util.Optional;

/// The coordinator's signed word that an update arrived and counts: the contributor's proof of work
/// done.
///
/// @param signature Ed25519 by the server over the canonical JSON of the content
public record Receipt(Content content, String signature) {
    /// @param pay what the lease earns if the verdict is good
    /// @param steps that are paid; absent in receipts from before a part of a lease could be paid
    public record Content(
            ServerId server,
            LeaseId lease,
            JobId job,
            int round,
            DeviceId device,
            Sha256 update,
            Wei pay,
            Optional<Integer> steps,
            Instant receivedAt) {}

    public static Receipt signed(Content content, SigningKey server) {
        return new Receipt(content, server.sign(Json.bytes(content)));
    }

    /// Whether the named server really signed this.
    public boolean isAuthentic(ServerId server) {
        return content.server().equals(server)
                && Signatures.isValid(server.value(), Json.bytes(content), signature);
    }
}
