package hearth.coordinator;

import hearth.coordinator.CoordinatorConfig.RewardsContract;
import hearth.coordinator.JobBooks.Book;
import hearth.protocol.ClaimProof;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `OPEN → FROZEN(root) → POSTED(tx) → FINAL | ORPHANED (→ FROZEN, same root)`. Freezing releases
/// held pay whose hold-back is over, computes the root of everything released so far, and puts the
/// posting into the outbox, all in one transaction. An epoch in which nothing was released stays
/// open.
final class Epochs {
    private record Entry(long result, JobId job, String account, Wei amount, Instant since) {}

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

    private static LeafFile leaves(BlobStore blobs, Sha256 hash) {
        return Json.read(blobs.get(hash).orElseThrow(), LeafFile.class);
    }

    /// @return number of the epoch that was frozen; empty if there was nothing to release or no
    /// contract to settle on
    Optional<Long> freeze() {
        var now = premises.clock().instant();
        return contract.flatMap(
                on -> premises.database().transaction(session -> freeze(session, on, now)));
    }

    private Optional<Long> freeze(Session session, RewardsContract on, Instant now) {
        long number = openEpoch(session, now);
        var due = due(session, now);
        if (due.isEmpty()) {
            return Optional.empty();
        }
        for (var entry : due) {
            release(session, entry, number, now);
        }
        var file = LeafFile.of(on.chainId(), on.rewards(), number, cumulative(session));
        var bytes = Json.bytes(file);
        var hash = premises.blobs().put(bytes);
        Blobs.publish(session, premises.blobs(), hash, bytes.length);
        int changed =
                session.update(
                        "UPDATE epoch SET state = 'FROZEN', frozen_at = ?, root = ?, total = ?,"
                                + " leaves = ? WHERE number = ? AND state = 'OPEN'",
                        now,
                        HexFormat.of().formatHex(file.tree().root()),
                        file.total(),
                        hash,
                        number);
        if (changed != 1) {
            throw new IllegalStateException("the open epoch was open");
        }
        Outbox.add(session, number, now);
        openEpoch(session, now);
        return Optional.of(number);
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

    /// Held entries that are old enough and not among the newest of their device.
    private List<Entry> due(Session session, Instant now) {
        var policy = premises.policy();
        var old =
                session.all(
                        "SELECT result, job, account, amount, created_at FROM ledger"
                                + " WHERE state = 'HELD' AND created_at <= ? ORDER BY result",
                        row ->
                                new Entry(
                                        row.number("result"),
                                        new JobId(row.text("job")),
                                        row.text("account"),
                                        row.wei("amount"),
                                        row.instant("created_at")),
                        HoldBack.youngest(policy, now));
        if (policy.holdBackCount() == 0) {
            return old;
        }
        var due = new ArrayList<Entry>();
        for (var entry : old) {
            long newer =
                    session.count(
                            "SELECT count(*) AS n FROM ledger JOIN result ON result.sequence ="
                                    + " ledger.result WHERE result.device = (SELECT device FROM"
                                    + " result WHERE sequence = ?) AND ledger.result > ?",
                            entry.result(),
                            entry.result());
            if (HoldBack.isOver(entry.since(), newer, policy, now)) {
                due.add(entry);
            }
        }
        return due;
    }

    private static void release(Session session, Entry entry, long epoch, Instant now) {
        int changed =
                session.update(
                        "UPDATE ledger SET state = 'RELEASED', epoch = ?, released_at = ?"
                                + " WHERE result = ? AND state = 'HELD'",
                        epoch,
                        now,
                        entry.result());
        if (changed != 1) {
            throw new IllegalStateException("the entry just seen was held");
        }
        JobBooks.moveCovered(session, entry.job(), Book.HELD, Book.RELEASED, entry.amount());
    }

    /// Everything released so far, by account.
    private static Map<String, Wei> cumulative(Session session) {
        return releasedUpTo(session, Long.MAX_VALUE);
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

    /// Proof under the newest root that the chain knows.
    Answer<ClaimProof> claimProof(String address) {
        var account = address.toLowerCase(Locale.ROOT);
        var newest =
                premises.database()
                        .read(
                                session ->
                                        session.first(
                                                "SELECT leaves FROM epoch"
                                                        + " WHERE state IN ('POSTED', 'FINAL')"
                                                        + " ORDER BY number DESC LIMIT 1",
                                                row -> row.hash("leaves")));
        return newest.flatMap(hash -> proof(hash, account))
                .map(Answer::done)
                .orElseGet(() -> Answer.refused(Refusal.NO_CLAIM));
    }

    private Optional<ClaimProof> proof(Sha256 leaves, String account) {
        var file = leaves(premises.blobs(), leaves);
        var tree = file.tree();
        return file.leaves().stream()
                .filter(leaf -> leaf.account().equals(account))
                .findFirst()
                .map(
                        leaf ->
                                new ClaimProof(
                                        file.epoch(),
                                        leaf.account(),
                                        leaf.cumulative(),
                                        HexFormat.of().formatHex(tree.root()),
                                        tree.proof(leaf.hash()).stream()
                                                .map(HexFormat.of()::formatHex)
                                                .toList()));
    }
}
