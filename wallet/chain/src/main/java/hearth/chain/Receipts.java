package hearth.chain;

import hearth.keys.SignedTransaction;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Compares what was signed with what the chain has, in both directions, and sends again what is in
/// no block. An intent that was replaced has several signed transactions of one nonce; whichever of
/// them is in a block says what became of it. Safe for use by several threads.
final class Receipts {
    private static final int POLLS_UNTIL_REPLACED = 20;

    private final Nodes nodes;
    private final Journal journal;
    private final Duration poll;
    private final InstantSource clock;
    private final int confirmations;
    private final ConcurrentMap<String, Instant> missingSince = new ConcurrentHashMap<>();

    Receipts(Nodes nodes, Journal journal, Duration poll, InstantSource clock, int confirmations) {
        this.nodes = nodes;
        this.journal = journal;
        this.poll = poll;
        this.clock = clock;
        this.confirmations = confirmations;
    }

    private record Landed(Attempts.Attempt attempt, Node.Inclusion inclusion) {}

    /// The bytes are in the journal by now, so a lost answer costs nothing.
    void broadcast(String id, SignedTransaction signed) {
        if (!(nodes.broadcast(signed.raw()) instanceof RpcAnswer.Failure error)) {
            return;
        }
        if (error.says("already")
                || error.says("nonce too low")
                || journal.attempts().isReplaced(id)
                || nodes.inclusion(signed.hash()).isPresent()) {
            // Known to the node, its nonce is used, or earlier bytes may still be included:
            // watching tells which.
            return;
        }
        var refusal =
                error.says("insufficient funds") ? Refusal.NOT_ENOUGH_GAS : Refusal.NOT_ACCEPTED;
        journal.gaveUp(id, Journal.State.REJECTED, refusal);
    }

    /// Sends what was signed last for a waiting intent.
    void broadcastNewest(String id) {
        journal.find(id)
                .filter(e -> e.state() == Journal.State.SIGNED)
                .ifPresent(
                        e ->
                                broadcast(
                                        id,
                                        new SignedTransaction(
                                                e.sender(), e.nonce(), e.raw(), e.hash())));
    }

    /// Moves an entry to where the chain says it is.
    void recheck(Journal.Entry entry) {
        switch (entry.state()) {
            case PLANNED, REFUSED, REJECTED -> {}
            case SIGNED -> resend(entry);
            case REPLACED -> {
                if (entry.refusal().equals(Optional.of(Refusal.CANCELLED))) {
                    recheckLanded(entry);
                } else {
                    settle(entry);
                }
            }
            case INCLUDED, FINAL, REVERTED -> recheckLanded(entry);
        }
    }

    private void recheckLanded(Journal.Entry entry) {
        var there = landed(entry);
        if (there.isEmpty()) {
            journal.reorganised(entry.id());
            resend(entry);
        } else {
            included(entry, there.get());
        }
    }

    private void resend(Journal.Entry entry) {
        if (landed(entry).isEmpty()) {
            broadcastNewest(entry.id());
        }
        journal.find(entry.id())
                .filter(e -> e.state() == Journal.State.SIGNED)
                .ifPresent(this::settle);
    }

    void settle(Journal.Entry entry) {
        boolean used = nodes.includedCount(entry.sender()) > entry.nonce();
        var there = landed(entry);
        if (there.isPresent()) {
            missingSince.remove(entry.id());
            included(entry, there.get());
        } else if (used && isMissingForLong(entry.id())) {
            journal.gaveUp(entry.id(), Journal.State.REPLACED, Refusal.REPLACED);
        }
    }

    private void included(Journal.Entry entry, Landed there) {
        journal.included(
                entry.id(), there.attempt(), there.inclusion(), isFinal(there.inclusion()));
    }

    /// The newest bytes are asked for first.
    private Optional<Landed> landed(Journal.Entry entry) {
        for (var attempt : journal.attempts().of(entry)) {
            var inclusion = nodes.inclusion(attempt.hash());
            if (inclusion.isPresent()) {
                return Optional.of(new Landed(attempt, inclusion.get()));
            }
        }
        return Optional.empty();
    }

    /// A node may count a transaction a moment before it has its receipt, and two nodes behind one
    /// address may disagree for longer; only a lasting gap means that another transaction came.
    private boolean isMissingForLong(String id) {
        var now = clock.instant();
        var since = missingSince.computeIfAbsent(id, i -> now);
        return Duration.between(since, now).compareTo(poll.multipliedBy(POLLS_UNTIL_REPLACED)) >= 0;
    }

    private boolean isFinal(Node.Inclusion inclusion) {
        return nodes.blockNumber() - inclusion.block() >= confirmations;
    }
}
