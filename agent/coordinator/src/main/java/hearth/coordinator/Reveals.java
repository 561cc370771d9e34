package hearth.coordinator;

import hearth.coordinator.Results.Judgement;
import hearth.coordinator.UpdateInspection.Finding;
import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Session;

import java.io.InputStream;
import java.util.Optional;

/// Takes the bytes of an update: verifies and keeps them, judges them by layer L0, and signs a
/// receipt that is stored before it goes out. Sending the same update again gives the same receipt.
final class Reveals {
    private final Premises premises;
    private final Manifests manifests;
    private final SigningKey key;

    Reveals(Premises premises, Manifests manifests, SigningKey key) {
        this.premises = premises;
        this.manifests = manifests;
        this.key = key;
    }

    /// The hash that the device promised for a lease, against which its upload is authenticated.
    Optional<Sha256> promised(DeviceId device, LeaseId id) {
        return premises.database()
                .read(session -> Leases.find(session, id))
                .filter(held -> held.device().equals(device))
                .flatMap(Leases.Held::committed);
    }

    Answer<Receipt> reveal(DeviceId device, LeaseId id, long token, InputStream bytes) {
        var found = premises.database().read(session -> Leases.find(session, id));
        if (found.isEmpty() || !found.get().device().equals(device)) {
            return Answer.refused(Refusal.NO_SUCH_LEASE);
        }
        var held = found.get();
        if (held.lease().token() != token) {
            return Answer.refused(Refusal.STALE_TOKEN);
        }
        if (held.state().equals("REVEALED")) {
            return earlier(id);
        }
        if (held.committed().isEmpty() && held.isLive(premises.clock().instant())) {
            return Answer.refused(Refusal.NOT_COMMITTED);
        }
        if (!held.isLive(premises.clock().instant())) {
            return Answer.refused(Refusal.LEASE_ENDED);
        }
        var promised = held.committed().orElseThrow();
        long length = held.committedBytes().orElseThrow();
        return switch (premises.blobs().put(bytes, promised, length)) {
            case PutOutcome.OtherContent _ -> Answer.refused(Refusal.OTHER_CONTENT);
            case PutOutcome.OtherLength _ -> Answer.refused(Refusal.WRONG_LENGTH);
            case PutOutcome.Stored _ -> judge(held, promised, length);
        };
    }

    private Answer<Receipt> judge(Leases.Held held, Sha256 update, long length) {
        var manifest = manifests.of(held.lease().manifest());
        var file = premises.blobs().get(update).orElseThrow();
        var finding = UpdateInspection.inspect(manifest, held.lease(), file);
        return premises.database()
                .transaction(session -> settle(session, held, update, length, finding));
    }

    private Answer<Receipt> settle(
            Session session, Leases.Held held, Sha256 update, long length, Finding finding) {
        var lease = held.lease();
        var now = premises.clock().instant();
        if (!Leases.reveal(session, lease, now)) {
            boolean twice =
                    Leases.find(session, lease.id())
                            .filter(h -> h.state().equals("REVEALED"))
                            .isPresent();
            return twice ? stored(session, lease.id()) : Answer.refused(Refusal.LEASE_ENDED);
        }
        Blobs.record(session, premises.blobs(), update, length);
        return switch (finding) {
            case Finding.Illegal illegal -> {
                var bad = Judgement.bad(illegal.reason(), illegal.evidence());
                Results.insert(session, held, update, update, bad, Wei.ZERO, now, Optional.empty());
                Leases.returnPay(session, lease.job(), lease.pay());
                if (Shards.submit(session, lease.job(), held.shard(), lease.token())) {
                    Shards.reject(session, lease.job(), held.shard());
                }
                yield Answer.refused(Refusal.UPDATE_REFUSED);
            }
            case Finding.Legal legal -> {
                boolean open = Rounds.isOpen(session, lease.job(), lease.round());
                var pay = open ? lease.pay() : Wei.ZERO;
                var receipt = receipt(held, update, pay);
                var judgement =
                        open
                                ? Judgement.good()
                                : Judgement.late(
                                        "round " + lease.round() + " closed without this result");
                Results.insert(
                        session,
                        held,
                        update,
                        legal.content(),
                        judgement,
                        pay,
                        now,
                        Optional.of(Json.text(receipt)));
                if (open) {
                    Shards.submit(session, lease.job(), held.shard(), lease.token());
                    Rounds.closeIfFull(session, lease.job(), lease.round());
                } else {
                    Leases.returnPay(session, lease.job(), lease.pay());
                    Shards.giveBack(session, lease.job(), held.shard(), lease.token());
                }
                yield Answer.done(receipt);
            }
        };
    }

    private Receipt receipt(Leases.Held held, Sha256 update, Wei pay) {
        var lease = held.lease();
        return Receipt.signed(
                new Receipt.Content(
                        key.serverId(),
                        lease.id(),
                        lease.job(),
                        lease.round(),
                        held.device(),
                        update,
                        pay,
                        premises.clock().instant()),
                key);
    }

    private Answer<Receipt> earlier(LeaseId id) {
        return premises.database().read(session -> stored(session, id));
    }

    private static Answer<Receipt> stored(Session session, LeaseId id) {
        return session.first(
                        "SELECT receipt FROM result WHERE lease = ?",
                        row -> row.optionalText("receipt"),
                        id)
                .flatMap(text -> text)
                .map(text -> Answer.done(Json.read(text, Receipt.class)))
                .orElseGet(() -> Answer.refused(Refusal.UPDATE_REFUSED));
    }
}
