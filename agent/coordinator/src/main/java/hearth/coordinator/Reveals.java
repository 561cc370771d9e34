package hearth.coordinator;

import hearth.coordinator.Results.Judgement;
import hearth.coordinator.UpdateInspection.Finding;
import hearth.protocol.DeviceId;
import hearth.protocol.Json;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Awaited;
import hearth.protocol.Messages.Received;
import hearth.protocol.Receipt;
import hearth.protocol.ReceiptHead;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Session;
import hearth.storage.Session.Change;

import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes the bytes of an update: verifies and keeps them, judges them by layer L0, and signs a
/// receipt that is stored before it goes out. Sending the same update again gives the same receipt.
final class Reveals {
    private final Premises premises;
    private final Manifests manifests;
    private final Auditing auditing;
    private final RecentLeases recent;
    private final Receipts receipts;

    Reveals(
            Premises premises,
            Manifests manifests,
            Auditing auditing,
            RecentLeases recent,
            Receipts receipts) {
        this.auditing = auditing;
        this.recent = recent;
        this.premises = premises;
        this.manifests = manifests;
        this.receipts = receipts;
    }

    /// A lease of the device whose update comes; the hash that was promised for it authenticates
    /// its upload.
    Answer<Leases.Held> awaited(DeviceId device, LeaseId id) {
        return recent.of(device, id, premises.clock().instant())
                .filter(held -> held.committed().isPresent())
                .map(Answer::done)
                .orElseGet(() -> held(device, id));
    }

    private Answer<Leases.Held> held(DeviceId device, LeaseId id) {
        return premises.database()
                .read(session -> Leases.find(session, id))
                .filter(held -> held.device().equals(device))
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_LEASE));
    }

    /// What came of bytes that were sent.
    sealed interface Taken {
        record Whole(Receipt receipt) implements Taken {}

        /// The line broke or the request carried a part only.
        record Part(Received received) implements Taken {}
    }

    /// How much of a committed update is here.
    ///
    /// @param direct whether the device would put it into the store itself
    Answer<Awaited> received(DeviceId device, LeaseId id, boolean direct) {
        return switch (held(device, id)) {
            case Answer.Refused<Leases.Held> refused -> Answer.refused(refused.reason());
            case Answer.Done<Leases.Held>(var held) -> {
                if (held.state().equals("REVEALED")) {
                    long all = held.committedBytes().orElseThrow();
                    yield Answer.done(new Awaited(all, Optional.empty()));
                }
                yield awaited(held)
                        .map(Answer::<Awaited>refused)
                        .orElseGet(() -> Answer.done(staged(held, direct)));
            }
        };
    }

    /// An upload that began here goes on here.
    private Awaited staged(Leases.Held held, boolean direct) {
        var promised = held.committed().orElseThrow();
        long here = premises.blobs().staged(promised);
        var at =
                direct && here == 0
                        ? premises.blobs().writeAt(promised, held.committedBytes().orElseThrow())
                        : Optional.<URI>empty();
        return new Awaited(here, at.map(URI::toString));
    }

    Answer<Receipt> receipt(DeviceId device, LeaseId id) {
        return switch (held(device, id)) {
            case Answer.Refused<Leases.Held> refused -> Answer.refused(refused.reason());
            case Answer.Done<Leases.Held> _ -> earlier(id);
        };
    }

    /// Why no bytes are awaited for a lease.
    private Optional<Refusal> awaited(Leases.Held held) {
        boolean isLive = held.isLive(premises.clock().instant());
        if (!isLive) {
            return Optional.of(Refusal.LEASE_ENDED);
        }
        return held.committed().isEmpty() ? Optional.of(Refusal.NOT_COMMITTED) : Optional.empty();
    }

    /// Takes bytes behind those that are here.
    ///
    /// @param held as it was when the request came
    /// @param from number of bytes that the sender knows to be here
    Answer<Taken> reveal(Leases.Held held, long token, long from, InputStream bytes) {
        if (held.lease().token() != token) {
            return Answer.refused(Refusal.STALE_TOKEN);
        }
        if (held.state().equals("REVEALED")) {
            return earlier(held.lease().id()).map(Taken.Whole::new);
        }
        var refusal = awaited(held);
        return refusal.isPresent() ? Answer.refused(refusal.get()) : take(held, from, bytes);
    }

    private Answer<Taken> take(Leases.Held held, long from, InputStream bytes) {
        var promised = held.committed().orElseThrow();
        long length = held.committedBytes().orElseThrow();
        return switch (premises.blobs().append(bytes, promised, length, from)) {
            case PutOutcome.OtherContent _ ->
                    Answer.refused(from == 0 ? Refusal.OTHER_CONTENT : Refusal.UPLOAD_AGAIN);
            case PutOutcome.OtherLength _ -> Answer.refused(Refusal.WRONG_LENGTH);
            case PutOutcome.Elsewhere _ -> Answer.refused(Refusal.UPLOAD_AGAIN);
            case PutOutcome.NoRoom _ -> Answer.refused(Refusal.NO_ROOM);
            case PutOutcome.Part(long there) -> Answer.done(new Taken.Part(new Received(there)));
            case PutOutcome.Stored _ -> {
                var file = premises.blobs().view(promised).orElseThrow();
                yield judge(held, file, new Arrived(promised, length, Optional.empty()));
            }
            case PutOutcome.Verified verified ->
                    judge(
                            held,
                            verified.bytes(),
                            new Arrived(promised, length, Optional.of(verified)));
        };
    }

    private record Arrived(Sha256 hash, long bytes, Optional<PutOutcome.Verified> verified) {
        List<Change> keeping(BlobStore store) {
            return Blobs.keeping(store, verified, hash, bytes);
        }

        Change refusing() {
            return Blobs.refusing(hash, bytes, verified.isEmpty());
        }
    }

    /// An update names its lease, so what is good was never sent before: whoever has the bytes of
    /// something else and shows them as his own must not be able to have them removed.
    private static final class SentBeforeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Finding.Illegal finding() {
            return new Finding.Illegal("malformed-update", "the same bytes were sent before");
        }
    }

    private Answer<Taken> judge(Leases.Held held, ByteBuffer file, Arrived arrived) {
        var manifest = manifests.of(held.lease().manifest());
        var part = Part.of(held, manifest);
        var finding = UpdateInspection.inspect(manifest, held.lease(), part.steps(), file);
        try {
            return judge(held, arrived, part, finding);
        } catch (SentBeforeException again) {
            return judge(held, arrived, part, again.finding());
        }
    }

    private Answer<Taken> judge(Leases.Held held, Arrived arrived, Part part, Finding finding) {
        var now = premises.clock().instant();
        var receipt =
                finding instanceof Finding.Illegal
                        ? Optional.<Receipt>empty()
                        : Optional.of(receipts.ahead(held, part.pay(), part.steps(), now));
        return premises.database()
                .transaction(session -> settle(session, held, arrived, finding, receipt))
                .map(
                        taken -> {
                            recent.remove(held.lease().id());
                            receipts.gave(taken);
                            return new Taken.Whole(taken);
                        });
    }

    private Answer<Receipt> settle(
            Session session,
            Leases.Held held,
            Arrived arrived,
            Finding finding,
            Optional<Receipt> promised) {
        var lease = held.lease();
        var update = held.committed().orElseThrow();
        var now = premises.clock().instant();
        var revealed = Leases.reveal(session, held, now);
        if (revealed.isEmpty()) {
            boolean twice =
                    Leases.find(session, lease.id())
                            .filter(h -> h.state().equals("REVEALED"))
                            .isPresent();
            if (twice) {
                return stored(session, lease.id());
            }
            if (arrived.verified().isEmpty()) {
                session.together(List.of(arrived.refusing()));
            }
            return Answer.refused(Refusal.LEASE_ENDED);
        }
        var before = revealed.get().receipts();
        return switch (finding) {
            case Finding.Illegal illegal -> {
                var changes = new ArrayList<>(List.of(arrived.refusing()));
                var bad = Judgement.bad(illegal.reason(), illegal.evidence());
                changes.addAll(
                        Results.insertion(
                                session,
                                held,
                                update,
                                update,
                                bad,
                                Wei.ZERO,
                                now,
                                new Receipts.Place(before, Optional.empty()),
                                false));
                session.together(changes);
                Leases.returnPay(session, lease.job(), lease.pay());
                Standings.refused(session, Standings.Of.lease(manifests, held), now);
                if (Shards.submit(session, lease.job(), held.shard(), lease.token())) {
                    Shards.reject(session, lease.job(), held.shard());
                }
                yield Answer.refused(Refusal.UPDATE_REFUSED);
            }
            case Finding.Answered(var content) -> {
                var place = place(before, promised.orElseThrow());
                yield held.isAudit()
                        ? repeated(session, held, arrived, content, place, now)
                        : answered(session, held, arrived, content, place, now);
            }
            case Finding.Legal legal -> {
                if (held.isAudit()) {
                    var place = place(before, promised.orElseThrow());
                    yield repeated(session, held, arrived, legal.content(), place, now);
                }
                var target = revealed.get().target();
                var part = Part.of(held, manifests.of(lease.manifest()));
                var arrival = arrival(session, held, target.isPresent(), part);
                var pay = arrival.isPaid() ? part.pay() : Wei.ZERO;
                var receipt = receipts.in(before, promised.orElseThrow(), pay);
                var judgement = Judgement.of(arrival, lease.round());
                var keeping =
                        arrival.isOfRound()
                                ? arrived.keeping(premises.blobs())
                                : List.of(arrived.refusing());
                var changes = new ArrayList<>(keeping);
                changes.addAll(
                        Results.insertion(
                                session,
                                held,
                                update,
                                legal.content(),
                                judgement,
                                pay,
                                now,
                                new Receipts.Place(before, Optional.of(receipt)),
                                part.isCounted()));
                switch (arrival.shard()) {
                    case SUBMITTED -> {
                        changes.add(Shards.submission(lease.job(), held.shard(), lease.token()));
                        if (RoundEnd.isFull(revealed.get().waiting() + 1, target.orElseThrow())) {
                            changes.add(
                                    Rounds.moving(lease.job(), lease.round(), "OPEN", "CLOSING"));
                        }
                    }
                    case BACK ->
                            changes.add(
                                    Shards.givingBack(lease.job(), held.shard(), lease.token()));
                    case NOWHERE -> {}
                }
                var counts = session.together(changes);
                if (arrival.isOfRound()) {
                    requireNew(counts, keeping);
                }
                Leases.returnPay(session, lease.job(), lease.pay().minus(pay));
                if (arrival.isOfRound()) {
                    drawLossCheck(session, held);
                }
                yield Answer.done(receipt);
            }
        };
    }

    private static Arrival arrival(Session session, Leases.Held held, boolean isOpen, Part part) {
        var arrival = Arrival.of(false, isOpen, part.isCounted());
        return arrival == Arrival.PART
                ? arrival.after(SmallParts.longest(session, held), part.steps())
                : arrival;
    }

    /// Answers are good or wait for a repetition at once: nothing is made of them together.
    private Answer<Receipt> answered(
            Session session,
            Leases.Held held,
            Arrived arrived,
            Sha256 content,
            Receipts.Place place,
            Instant now) {
        var answer = repeated(session, held, arrived, content, place, now);
        var result = Results.find(session, held.lease().id()).orElseThrow();
        Leases.returnPay(session, held.lease().job(), held.lease().pay().minus(result.pay()));
        var manifest = manifests.of(held.lease().manifest());
        Questions.answered(session, held, result.sequence(), Part.of(held, manifest).steps());
        auditing.settle(session, manifest, result, now);
        return answer;
    }

    private Receipts.Place place(ReceiptHead before, Receipt ahead) {
        var receipt = receipts.in(before, ahead, ahead.content().pay());
        return new Receipts.Place(before, Optional.of(receipt));
    }

    /// What somebody was to repeat: it waits for the comparison and takes no place in a round.
    private Answer<Receipt> repeated(
            Session session,
            Leases.Held held,
            Arrived arrived,
            Sha256 content,
            Receipts.Place place,
            Instant now) {
        var receipt = place.receipt().orElseThrow();
        var keeping = arrived.keeping(premises.blobs());
        var changes = new ArrayList<>(keeping);
        changes.addAll(
                Results.insertion(
                        session,
                        held,
                        held.committed().orElseThrow(),
                        content,
                        Judgement.good(),
                        receipt.content().pay(),
                        now,
                        place,
                        false));
        requireNew(session.together(changes), keeping);
        return Answer.done(receipt);
    }

    private static void requireNew(List<Integer> counts, List<Change> keeping) {
        if (counts.get(keeping.size() - 1) == 0) {
            throw new SentBeforeException();
        }
    }

    private void drawLossCheck(Session session, Leases.Held held) {
        var manifest = manifests.of(held.lease().manifest());
        if (manifest.verification().loss().isPresent()) {
            long known = Standings.sinceFailure(session, Standings.Of.lease(manifests, held));
            double share = premises.policy().checking().scored(known);
            LossChecks.draw(session, held, share, premises.random());
        }
    }

    /// The receipt as a device is told it that knows no places of receipts.
    Receipt withoutPlace(Receipt receipt) {
        return receipts.withoutPlace(receipt);
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
