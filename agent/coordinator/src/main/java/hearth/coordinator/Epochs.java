package hearth.coordinator;

import hearth.coordinator.CoordinatorConfig.RewardsContract;
import hearth.coordinator.Duties.Tenure;
import hearth.coordinator.JobBooks.Book;
import hearth.coordinator.PayableEntries.Entry;
import hearth.coordinator.Settlement.Limits;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// `OPEN → FROZEN(root) → POSTED(tx) → FINAL | ORPHANED (→ FROZEN, same root)`. Freezing releases
/// held pay whose hold-back is over and that the contracts can pay, notes the root of everything
/// released so far, and puts the posting into the outbox, all in one transaction. An epoch in which
/// nothing was released stays open, and one whose root could not be paid any more is opened again
/// before it leaves. One thread at a time.
final class Epochs {
    private static final System.Logger LOG = System.getLogger(Epochs.class.getName());
    private static final int ATTEMPTS = 5;

    /// Somebody took an entry between the look at it and its release.
    private static final class MovedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Premises premises;
    private final Optional<RewardsContract> contract;

    Epochs(Premises premises, Optional<RewardsContract> contract) {
        this.premises = premises;
        this.contract = contract;
    }

    /// The contract that the newest root was made for; empty before the first.
    static Optional<RewardsContract> settledOn(Database database, BlobStore blobs) {
        return database.read(
                        session ->
                                session.first(
                                        "SELECT leaves FROM epoch WHERE leaves IS NOT NULL"
                                                + " ORDER BY number DESC LIMIT 1",
                                        row -> row.hash("leaves")))
                .map(hash -> leaves(blobs, hash))
                .map(file -> new RewardsContract(file.chainId(), file.rewards()));
    }

    static LeafFile leaves(BlobStore blobs, Sha256 hash) {
        return Json.read(blobs.get(hash).orElseThrow(), LeafFile.class);
    }

    /// Freezes what the contracts take now, unless an earlier root is still on its way or may yet
    /// be vetoed: the contract takes one at a time, and what waits goes with the next.
    ///
    /// @param limits asked for after the budgets of jobs
    /// @return number of the epoch that was frozen; empty if there was nothing to release or no
    /// contract to settle on
    Optional<Long> freeze(Tenure tenure, Supplier<Limits> limits) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                return attempt(tenure, limits);
            } catch (MovedException takenMeanwhile) {
                LOG.log(Level.DEBUG, "held pay moved while it was summed up", takenMeanwhile);
            }
        }
        return Optional.empty();
    }

    private Optional<Long> attempt(Tenure tenure, Supplier<Limits> limits) {
        var now = premises.clock().instant();
        if (contract.isEmpty() || !premises.database().read(Epochs::isClear)) {
            return Optional.empty();
        }
        var frame = limits.get();
        var payable =
                premises.database()
                        .read(s -> PayableEntries.find(s, premises.policy(), frame, now));
        if (payable.left() > 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} entries are due and wait for the next epoch or for more in the rewards",
                    payable.left());
        }
        if (payable.entries().isEmpty()) {
            return Optional.empty();
        }
        var before = premises.database().read(Epochs::newest);
        long number = before.map(Frozen::number).orElse(0L) + 1;
        var chain =
                premises.database()
                        .read(
                                s ->
                                        LedgerChain.draft(
                                                s,
                                                before.flatMap(Frozen::head),
                                                number,
                                                payable.entries()));
        var sums = sums(before);
        for (var entry : payable.entries()) {
            sums.merge(entry.account(), entry.amount(), Wei::plus);
        }
        sums.put(LedgerChain.account(chain.head()), Wei.ZERO);
        var on = contract.get();
        var file = LeafFile.of(on.chainId(), on.rewards(), number, sums);
        var bytes = Json.bytes(file);
        var leaves = premises.blobs().put(bytes);
        var root = HexFormat.of().formatHex(file.tree().root());
        var epoch = new Frozen(number, leaves, file.total(), Optional.of(chain.head()));
        premises.database()
                .change(
                        session -> {
                            tenure.confirm(session);
                            Blobs.publish(session, premises.blobs(), leaves, bytes.length);
                            release(session, payable.entries(), openEpoch(session, now), now);
                            if (!chain.write(session)) {
                                throw new MovedException();
                            }
                            close(session, epoch, root, now);
                            var _ = session.together(List.of(chain.note()));
                            openEpoch(session, now);
                        });
        return Optional.of(number);
    }

    /// Nothing waits for the chain, and nothing there can be taken back.
    private static boolean isClear(Session session) {
        return session.count(
                        "SELECT count(*) AS n FROM epoch WHERE state IN ('FROZEN', 'POSTED',"
                                + " 'ORPHANED')")
                == 0;
    }

    /// @param head absent in an epoch from before there was a chain
    private record Frozen(long number, Sha256 leaves, Wei total, Optional<Sha256> head) {}

    private static Optional<Frozen> newest(Session session) {
        return session.first(
                "SELECT number, leaves, total, head FROM epoch WHERE leaves IS NOT NULL ORDER BY"
                        + " number DESC LIMIT 1",
                row ->
                        new Frozen(
                                row.number("number"),
                                row.hash("leaves"),
                                row.wei("total"),
                                row.optionalText("head").map(Sha256::new)));
    }

    /// What each account was released up to an epoch stands in its leaf file, which has the hash
    /// that it is named by.
    private SortedMap<String, Wei> sums(Optional<Frozen> epoch) {
        if (epoch.isEmpty()) {
            return new TreeMap<>();
        }
        var file = leaves(premises.blobs(), epoch.get().leaves());
        if (!file.total().equals(epoch.get().total())) {
            throw new IllegalStateException(
                    "epoch " + epoch.get().number() + " has another total than its leaves");
        }
        var sums = new TreeMap<>(file.cumulative());
        epoch.get().head().ifPresent(head -> sums.remove(LedgerChain.account(head), Wei.ZERO));
        return sums;
    }

    private static void release(Session session, List<Entry> entries, long epoch, Instant now) {
        var ofJobs = new TreeMap<String, Wei>();
        for (var entry : entries) {
            int changed =
                    session.update(
                            "UPDATE ledger SET state = 'RELEASED', epoch = ?, released_at = ?"
                                    + " WHERE result = ? AND state = 'HELD'",
                            epoch,
                            now,
                            entry.result());
            if (changed != 1) {
                throw new MovedException();
            }
            ofJobs.merge(entry.job().value(), entry.amount(), Wei::plus);
        }
        ofJobs.forEach(
                (job, sum) ->
                        JobBooks.moveCovered(
                                session, new JobId(job), Book.HELD, Book.RELEASED, sum));
    }

    private static void close(Session session, Frozen epoch, String root, Instant now) {
        int changed =
                session.update(
                        "UPDATE epoch SET state = 'FROZEN', frozen_at = ?, root = ?, total = ?,"
                                + " leaves = ? WHERE number = ? AND state = 'OPEN'",
                        now,
                        root,
                        epoch.total(),
                        epoch.leaves(),
                        epoch.number());
        if (changed != 1 || !JobBooks.released(session).equals(epoch.total())) {
            throw new IllegalStateException("a root is what the books have released");
        }
        Outbox.add(session, epoch.number(), now);
    }

    /// Takes back a root that the contract would refuse, with all after it: what they released is
    /// held again, and the next freeze has what can be paid.
    ///
    /// @return false, and nothing changes, if one of them may have been sent
    boolean thaw(Tenure tenure, long epoch) {
        return premises.database()
                .transaction(
                        session -> {
                            tenure.confirm(session);
                            if (Outbox.mayBeOut(session, epoch)) {
                                return false;
                            }
                            hold(session, epoch);
                            Outbox.forget(session, epoch);
                            LedgerChain.forget(session, epoch);
                            session.update("DELETE FROM epoch WHERE number > ?", epoch);
                            session.update(
                                    "UPDATE epoch SET state = 'OPEN', frozen_at = NULL, root ="
                                            + " NULL, total = NULL, leaves = NULL WHERE number ="
                                            + " ?",
                                    epoch);
                            return true;
                        });
    }

    private static void hold(Session session, long epoch) {
        var ofJobs = new TreeMap<String, Wei>();
        session.all(
                        "SELECT job, amount FROM ledger WHERE state = 'RELEASED' AND epoch >= ?",
                        row -> Map.entry(row.text("job"), row.wei("amount")),
                        epoch)
                .forEach(e -> ofJobs.merge(e.getKey(), e.getValue(), Wei::plus));
        session.update(
                "UPDATE ledger SET state = 'HELD', epoch = NULL, released_at = NULL WHERE state ="
                        + " 'RELEASED' AND epoch >= ?",
                epoch);
        ofJobs.forEach(
                (job, sum) ->
                        JobBooks.moveCovered(
                                session, new JobId(job), Book.RELEASED, Book.HELD, sum));
    }

    private static long openEpoch(Session session, Instant now) {
        var open =
                session.first(
                        "SELECT number FROM epoch WHERE state = 'OPEN'",
                        row -> row.number("number"));
        if (open.isPresent()) {
            return open.get();
        }
        long next = session.count("SELECT coalesce(max(number), 0) + 1 AS n FROM epoch");
        session.update(
                "INSERT INTO epoch (number, state, opened_at) VALUES (?, 'OPEN', ?)", next, now);
        return next;
    }

    static Map<String, Wei> releasedUpTo(Session session, long epoch) {
        var sums = new TreeMap<String, Wei>();
        session.all(
                        "SELECT account, amount FROM ledger WHERE state = 'RELEASED' AND epoch <="
                                + " ?",
                        row -> Map.entry(row.text("account"), row.wei("amount")),
                        epoch)
                .forEach(e -> sums.merge(e.getKey(), e.getValue(), Wei::plus));
        return sums;
    }
}
