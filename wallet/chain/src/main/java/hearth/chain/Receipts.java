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
    private final ConcurrentMap<String, Missing> missing = new ConcurrentHashMap<>();

    Receipts(Nodes nodes, Journal journal, Duration poll, InstantSource clock, int confirmations) {
        this.nodes = nodes;
        this.journal = journal;
        this.poll = poll;
        this.clock = clock;
        this.confirmations = confirmations;
    }

    private record Missing(Instant since, long block) {}

    private record Landed(Attempts.Attempt attempt, Node.Inclusion inclusion) {}

    /// Sends bytes for the first time; they are in the journal by now, so a lost answer costs
    /// nothing. Only here a node's word ends an intent: later it may refuse what it has already.
    void broadcast(String id, SignedTransaction signed) {
        if (!(nodes.broadcast(signed.raw()) instanceof RpcAnswer.Failure error)
                || !error.refuses()
                || nodes.nextNonce(signed.from()) > signed.nonce()) {
            // Taken, or perhaps taken, or its nonce is: watching tells which.
            return;
        }
        var refusal =
                error.says("insufficient funds") ? Refusal.NOT_ENOUGH_GAS : Refusal.NOT_ACCEPTED;
        journal.gaveUp(id, Journal.State.REJECTED, refusal);
    }

    /// Sends what was signed last for a waiting intent once more. What a node says to that decides
    /// nothing: it may have the bytes since the first time.
    void broadcastNewest(String id) {
        journal.find(id)
                .filter(e -> e.state() == Journal.State.SIGNED)
                .ifPresent(e -> nodes.broadcast(e.raw()));
    }

    /// Moves an entry to where the chain says it is.
    void recheck(Journal.Entry entry) {
        switch (entry.state()) {
            case PLANNED, REFUSED -> {}
            case SIGNED -> resend(entry);
            // Refused, but whoever refused it may have handed it on.
            case REJECTED -> settle(entry);
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

    /// What is in no block is given up only once something else has its nonce for good.
    void settle(Journal.Entry entry) {
        boolean used = nodes.includedCount(entry.sender()) > entry.nonce();
        if (!used && entry.state() == Journal.State.REJECTED) {
            missing.remove(entry.id());
            return;
        }
        var there = landed(entry);
        if (there.isPresent()) {
            missing.remove(entry.id());
            included(entry, there.get());
        } else if (!used) {
            missing.remove(entry.id());
        } else if (isMissingForLong(entry.id())) {
            giveUp(entry);
        }
    }

    private void included(Journal.Entry entry, Landed there) {
        boolean isOurs =
                journal.included(
                        entry.id(),
                        there.attempt(),
                        there.inclusion(),
                        Moved.by(entry, there.attempt(), there.inclusion()),
                        isFinal(there.inclusion()));
        if (!isOurs && entry.state() == Journal.State.REJECTED) {
            // What its owner sent in its place has the very same bytes.
            giveUp(entry);
        }
    }

    private void giveUp(Journal.Entry entry) {
        journal.gaveUp(
                entry.id(), Journal.State.REPLACED, entry.refusal().orElse(Refusal.REPLACED));
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
    /// address may disagree for longer; only a lasting gap, as deep as what counts as final, means
    /// that another transaction came.
    private boolean isMissingForLong(String id) {
        long block = nodes.blockNumber();
        var now = new Missing(clock.instant(), block);
        var earlier = missing.putIfAbsent(id, now);
        var since = earlier == null ? now : earlier;
        return Duration.between(since.since(), now.since())
                                .compareTo(poll.multipliedBy(POLLS_UNTIL_REPLACED))
                        >= 0
                && block - since.block() >= confirmations;
    }

    private boolean isFinal(Node.Inclusion inclusion) {
        return nodes.blockNumber() - inclusion.block() >= confirmations;
    }
}
