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
    /// @param number of the receipt among those of its device, from 1; absent, and so is
    /// `previous`, as devices of versions 1 and 2 are told it
    /// @param previous hash of the [ReceiptHead] before it
    public record Content(
            ServerId server,
            LeaseId lease,
            JobId job,
            int round,
            DeviceId device,
            Sha256 update,
            Wei pay,
            Optional<Integer> steps,
            Instant receivedAt,
            Optional<Long> number,
            Optional<Sha256> previous) {
        public Content {
            if (number.isPresent() != previous.isPresent()
                    || number.filter(n -> n < 1).isPresent()) {
                throw new IllegalArgumentException("a place has a number and what is before it");
            }
        }

        /// In no place.
        public Content(
                ServerId server,
                LeaseId lease,
                JobId job,
                int round,
                DeviceId device,
                Sha256 update,
                Wei pay,
                Optional<Integer> steps,
                Instant receivedAt) {
            this(
                    server,
                    lease,
                    job,
                    round,
                    device,
                    update,
                    pay,
                    steps,
                    receivedAt,
                    Optional.empty(),
                    Optional.empty());
        }

        /// The same in another place.
        Content at(Optional<ReceiptHead> before) {
            return new Content(
                    server,
                    lease,
                    job,
                    round,
                    device,
                    update,
                    pay,
                    steps,
                    receivedAt,
                    before.map(head -> head.number() + 1),
                    before.map(ReceiptHead::hash));
        }

        /// The same for other pay.
        public Content withPay(Wei other) {
            return new Content(
                    server,
                    lease,
                    job,
                    round,
                    device,
                    update,
                    other,
                    steps,
                    receivedAt,
                    number,
                    previous);
        }

        /// As it was before receipts had a place.
        public Content withoutPlace() {
            return at(Optional.empty());
        }

        /// What the device's receipts were before this one; empty where it does not say.
        public Optional<ReceiptHead> before() {
            return number.map(n -> new ReceiptHead(n - 1, previous.orElseThrow()));
        }
    }

    public static Receipt signed(Content content, SigningKey server) {
        return new Receipt(content, server.sign(Json.bytes(content)));
    }

    /// Whether the named server really signed this.
    public boolean isAuthentic(ServerId server) {
        return content.server().equals(server)
                && Signatures.isValid(server.value(), Json.bytes(content), signature);
    }
}
