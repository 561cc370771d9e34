package hearth.chain;

import hearth.keys.Address;
import hearth.keys.SignedTransaction;
import hearth.keys.TransactionSigner;
import hearth.keys.UnsignedTransaction;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Makes intents happen at most once: write down, sign, write the bytes down, send, watch. After a
/// crash the same bytes are sent again; after a reorganisation too. Nonces come from one queue per
/// account. Safe for use by several threads, which block until the transaction is in a block or the
/// policy's patience ends.
final class Transactions implements AutoCloseable {
    private static final int RECHECKED_FINALS = 20;
    private static final int NONCE_RACES = 5;
    private static final int LOOKS_THAT_FAIL = 5;

    private final Nodes nodes;
    private final ChainCheck check;
    private final Journal journal;
    private final SendPolicy policy;
    private final InstantSource clock;
    private final Receipts receipts;
    private final Rehearsal rehearsal;
    private final ConcurrentMap<Address, ReentrantLock> queues = new ConcurrentHashMap<>();

    Transactions(
            Nodes nodes, Pinned pinned, Journal journal, SendPolicy policy, InstantSource clock) {
        this.nodes = nodes;
        this.check = pinned.check();
        this.journal = journal;
        this.policy = policy;
        this.clock = clock;
        this.receipts = new Receipts(nodes, journal, policy.poll(), clock, pinned.confirmations());
        this.rehearsal = new Rehearsal(nodes, policy, pinned.simulation());
    }

    /// Makes the intent happen, or says what became of it when it was sent before.
    ///
    /// @throws hearth.keys.WalletLockedException if the wallet was locked before signing
    TxResult send(Intent intent, TransactionSigner signer) {
        if (!intent.from().equals(signer.address())) {
            throw new IllegalArgumentException("the signer is another account");
        }
        if (signer instanceof Onlooker onlooker) {
            onlooker.see(intent);
            return new TxResult.Unreachable();
        }
        var queue = queue(signer.address());
        queue.lock();
        try {
            var entry = journal.plan(intent, clock.instant());
            if (entry.isOpen()) {
                var refused = signAndSend(intent, signer);
                if (refused.isPresent()) {
                    return refused.get();
                }
            } else if (nodes.verdict(check) == ChainCheck.Verdict.SAME) {
                receipts.recheck(entry);
            } else {
                // Bytes signed for one chain are never shown to another.
                return now(intent.id());
            }
        } catch (SignatureNeededException needed) {
            journal.preparations().keep(intent.id(), needed.transaction());
            throw needed.of(intent.id());
        } catch (NodesDisagreeException e) {
            // Before signing this is the answer; what was signed before stays as it is.
            journal.refused(intent.id(), Refusal.NODES_DISAGREE);
            return now(intent.id());
        } catch (NodeUnreachableException e) {
            return now(intent.id());
        } finally {
            queue.unlock();
        }
        return await(intent.id());
    }

    /// What signing would lead to, now; signs and writes down nothing.
    ///
    /// @param calls of one sender, in their order
    Forecast forecast(List<Intent> calls) {
        return new Forecaster(nodes, check, journal, rehearsal).forecast(calls, clock.instant());
    }

    /// Sends what another signer signed; the bytes are written down first, like our own.
    TxResult sendSigned(String id, SignedTransaction signed) {
        var queue = queue(signed.from());
        queue.lock();
        try {
            if (nodes.verdict(check) != ChainCheck.Verdict.SAME) {
                return new TxResult.Refused(Refusal.WRONG_CHAIN, Optional.empty());
            }
            var writing = journal.signed(id, signed, clock.instant());
            if (writing.refusal().isPresent()) {
                return refuseNamed(id, writing.refusal().get());
            }
            if (writing.isDone()) {
                receipts.broadcast(id, signed);
            } else {
                var entry = journal.find(id).orElseThrow();
                if (!entry.hash().equals(signed.hash())) {
                    // Its nonce belongs to another transaction by now.
                    return refuseNamed(id, Refusal.REPLACED);
                }
                receipts.recheck(entry);
            }
        } catch (NodeUnreachableException e) {
            return now(id);
        } finally {
            queue.unlock();
        }
        return await(id);
    }

    /// Makes an effect happen that the contract itself allows only once, such as a claim: while an
    /// earlier try may still be included nothing is sent, whoever signed it; once it cannot be any
    /// more, or its signer is gone and never signed, the next try gets a name of its own.
    ///
    /// @param intent of the first try; later ones are named `id/2`, `id/3` …
    TxResult sendRepeatable(Intent intent, TransactionSigner signer) {
        for (int attempt = 1; ; attempt++) {
            var named = attempt == 1 ? intent : intent.named(intent.id() + "/" + attempt);
            if (attempt > 1 && !(signer instanceof Onlooker)) {
                journal.fees().acceptLike(named.id(), intent.id());
            }
            var earlier = journal.find(named.id());
            if (earlier.isEmpty()) {
                return send(named, signer);
            }
            switch (earlier.get().state()) {
                case PLANNED, REFUSED -> {
                    if (earlier.get().sender().equals(signer.address())) {
                        return send(named, signer);
                    }
                }
                case SIGNED, INCLUDED, FINAL -> {
                    return resume(earlier.get());
                }
                case REJECTED, REVERTED, REPLACED -> {}
            }
        }
    }

    private TxResult resume(Journal.Entry entry) {
        try {
            if (nodes.verdict(check) != ChainCheck.Verdict.SAME) {
                return now(entry.id());
            }
            receipts.recheck(entry);
        } catch (NodeUnreachableException e) {
            return now(entry.id());
        }
        return await(entry.id());
    }

    /// Whether nothing counts yet of what was signed for an intent, and the nodes are ours: only
    /// then may anything be signed for it.
    ///
    /// @throws NodeUnreachableException if the nodes do not answer
    boolean maySign(String id) {
        return journal.find(id).map(Journal.Entry::isOpen).orElse(true)
                && nodes.verdict(check) == ChainCheck.Verdict.SAME;
    }

    /// The chain's clock, if it is near ours; empty if it is so far away that what holds for some
    /// minutes here might hold for long there, or be over.
    ///
    /// @throws NodeUnreachableException if the nodes do not answer
    Optional<Instant> timeOfChain(Duration near) {
        var now = clock.instant();
        var there = Instant.ofEpochSecond(nodes.newestTime());
        return there.isAfter(now.plus(near)) ? Optional.empty() : Optional.of(now);
    }

    /// What is known about an intent without asking the node.
    Optional<Journal.Entry> entry(String id) {
        return journal.find(id);
    }

    Journal journal() {
        return journal;
    }

    /// Sends again what was signed and is in no block, and moves back what a reorganisation undid.
    /// Called at start and from time to time. Does nothing while the node cannot be reached or is
    /// on another chain.
    void refresh() {
        try {
            if (nodes.verdict(check) == ChainCheck.Verdict.SAME) {
                journal.unsettled(RECHECKED_FINALS).forEach(receipts::recheck);
            }
        } catch (NodeUnreachableException e) {
            // The next refresh starts over; nothing was decided.
            return;
        }
    }

    private ReentrantLock queue(Address account) {
        return queues.computeIfAbsent(account, a -> new ReentrantLock());
    }

    /// Puts other bytes of the same nonce in the place of a transaction that waits: the same wish
    /// at a higher fee, or nothing at all. Only one of them can ever be in a block.
    ///
    /// @param tx intent id or hash
    /// @param cancels whether nothing is to happen instead
    TxResult replace(String tx, boolean cancels, TransactionSigner signer) {
        var found = journal.named(tx);
        if (found.isEmpty()) {
            return new TxResult.Refused(Refusal.UNKNOWN_TRANSACTION, Optional.empty());
        }
        if (!found.get().sender().equals(signer.address())) {
            return new TxResult.Refused(Refusal.OTHER_ACCOUNT, Optional.empty());
        }
        String id = found.get().id();
        var queue = queue(signer.address());
        queue.lock();
        try {
            if (nodes.verdict(check) != ChainCheck.Verdict.SAME) {
                return new TxResult.Refused(Refusal.WRONG_CHAIN, Optional.empty());
            }
            receipts.recheck(found.get());
            var entry = journal.find(id).orElseThrow();
            switch (entry.state()) {
                case PLANNED, REFUSED -> {
                    return new TxResult.Refused(Refusal.NOT_WAITING, Optional.empty());
                }
                case INCLUDED, FINAL, REJECTED, REVERTED, REPLACED -> {
                    return now(id);
                }
                case SIGNED -> {
                    var refused =
                            new Replacement(nodes, journal, policy).sign(entry, cancels, signer);
                    if (refused.isPresent()) {
                        return new TxResult.Refused(refused.get(), Optional.of(entry.hash()));
                    }
                    receipts.broadcastNewest(id);
                }
            }
        } catch (NodesDisagreeException e) {
            return new TxResult.Refused(Refusal.NODES_DISAGREE, Optional.empty());
        } catch (NodeUnreachableException e) {
            return now(id);
        } finally {
            queue.unlock();
        }
        return await(id);
    }

    private Optional<TxResult> signAndSend(Intent intent, TransactionSigner signer) {
        var overLimit = journal.spending().refuses(intent, clock.instant());
        if (overLimit.isPresent()) {
            return Optional.of(refuse(intent, overLimit.get()));
        }
        if (nodes.verdict(check) != ChainCheck.Verdict.SAME) {
            return Optional.of(refuse(intent, Refusal.WRONG_CHAIN));
        }
        if (journal.contracts().isMissing(intent, nodes)) {
            return Optional.of(refuse(intent, Refusal.RECIPIENT_HAS_CODE));
        }
        Rehearsal.Outcome.Ready ready;
        switch (rehearsal.of(List.of(intent))) {
            case Rehearsal.Outcome.Ready it -> ready = it;
            case Rehearsal.Outcome.Refused refused -> {
                return Optional.of(refuse(intent, refused.reason()));
            }
        }
        var fee = ready.highestFee().orElseThrow();
        var tooDear = journal.fees().refuses(intent.id(), fee, intent.amount());
        if (tooDear.isPresent()) {
            return Optional.of(refuse(intent, tooDear.get()));
        }
        // A node takes no transaction that its sender could not pay for at worst, and what is
        // signed
        // by then is used up.
        if (fee.signum() > 0
                && nodes.view().gasBalance(signer.address()).compareTo(fee.add(intent.value()))
                        < 0) {
            return Optional.of(refuse(intent, Refusal.NOT_ENOUGH_GAS));
        }
        for (int i = 0; i < NONCE_RACES; i++) {
            var signed =
                    signer.sign(
                            new UnsignedTransaction(
                                    check.chainId(),
                                    nextNonce(signer.address()),
                                    intent.to(),
                                    intent.value(),
                                    intent.data(),
                                    ready.gasLimit().orElseThrow(),
                                    ready.tip(),
                                    ready.maxFee()));
            var writing = journal.signed(intent.id(), signed, clock.instant());
            if (writing.refusal().isPresent()) {
                return Optional.of(refuse(intent, writing.refusal().get()));
            }
            if (writing.isDone()) {
                receipts.broadcast(intent.id(), signed);
                return Optional.empty();
            }
            if (journal.find(intent.id()).orElseThrow().state() == Journal.State.SIGNED) {
                // Another process signed the same intent first; its bytes are on their way.
                return Optional.empty();
            }
        }
        return Optional.of(new TxResult.Unreachable());
    }

    /// A nonce that nothing was signed for would keep all later ones waiting.
    private long nextNonce(Address account) {
        return journal.freeNonce(account, nodes.nextNonce(account));
    }

    private TxResult refuse(Intent intent, Refusal refusal) {
        return refuseNamed(intent.id(), refusal);
    }

    private TxResult refuseNamed(String id, Refusal refusal) {
        journal.refused(id, refusal);
        return new TxResult.Refused(refusal, Optional.empty());
    }

    /// One look that fails is not the node's end; some in a row are.
    private TxResult await(String id) {
        var failures = new AtomicInteger();
        return Polling.await(
                        policy.poll(),
                        policy.patience(),
                        () -> {
                            var entry = journal.find(id).orElseThrow();
                            if (entry.state() == Journal.State.SIGNED && !settled(entry)) {
                                return failures.incrementAndGet() < LOOKS_THAT_FAIL
                                        ? Optional.empty()
                                        : Optional.of(now(id));
                            }
                            failures.set(0);
                            var result = now(id);
                            return result instanceof TxResult.Pending
                                    ? Optional.empty()
                                    : Optional.of(result);
                        })
                .orElseGet(() -> now(id));
    }

    /// @return false if the node cannot be reached
    private boolean settled(Journal.Entry entry) {
        try {
            receipts.settle(entry);
            return true;
        } catch (NodesDisagreeException e) {
            // One node may have the block a moment before the other.
            return true;
        } catch (NodeUnreachableException e) {
            return false;
        }
    }

    private TxResult now(String id) {
        return resultOf(journal.find(id).orElseThrow());
    }

    static TxResult resultOf(Journal.Entry entry) {
        return switch (entry.state()) {
            case PLANNED -> new TxResult.Unreachable();
            case SIGNED -> new TxResult.Pending(entry.hash(), entry.nonce());
            case INCLUDED, FINAL ->
                    new TxResult.Included(
                            entry.hash(),
                            entry.nonce(),
                            entry.block(),
                            new BigInteger(entry.gasUsed()),
                            entry.state() == Journal.State.FINAL);
            case REFUSED -> refused(entry, Optional.empty());
            case REJECTED, REVERTED, REPLACED -> refused(entry, Optional.of(entry.hash()));
        };
    }

    private static TxResult refused(Journal.Entry entry, Optional<String> hash) {
        return new TxResult.Refused(entry.refusal().orElse(Refusal.REVERTED), hash);
    }

    @Override
    public void close() {
        journal.close();
    }
}
