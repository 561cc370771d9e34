package hearth.coordinator;

import static hearth.coordinator.DifferenceException.require;

import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Receipt;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Row;
import hearth.storage.Session;
import hearth.storage.SmallBlobs;
import hearth.storage.StorageException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/// Computes again, from the accepted bytes alone, everything a coordinator claims: each checkpoint
/// from its parent, each epoch's root and total from the ledger, the invariants, what the manifests
/// allow to be paid, and that every kept file still is what its name says. The round-0 checkpoint
/// of a job is taken as given. Reads only, in one snapshot: the coordinator of a folder should not
/// run, those of a shared database may.
public final class OfflineVerification {
    /// What was found.
    public sealed interface Verified {
        /// Everything is as claimed.
        record Same(int checkpoints, int roots) implements Verified {}

        /// @param firstDifference in words
        record Different(int checkpoints, int roots, String firstDifference) implements Verified {}

        /// There is no coordinator's folder.
        record Nothing(String reason) implements Verified {}
    }

    private record Claimed(int number, Sha256 base, Sha256 record, Sha256 checkpoint) {}

    private final Database database;
    private final KeptBytes bytes;
    private Optional<Session> snapshot = Optional.empty();
    private int checkpoints;
    private int roots;

    OfflineVerification(Database database, BlobStore blobs) {
        this(database, new KeptBytes(database, blobs, false));
    }

    private OfflineVerification(Database database, KeptBytes bytes) {
        this.database = database;
        this.bytes = bytes;
    }

    /// @param folder that a [CoordinatorServer] was opened with
    public static Verified verify(Path folder) {
        var file = folder.resolve(CoordinatorServer.DATABASE);
        if (!Files.isRegularFile(file)) {
            return new Verified.Nothing("no coordinator was ever opened in this folder");
        }
        try (var database = Database.openReadOnly(file);
                var blobs =
                        SmallBlobs.existing(database, folder.resolve(CoordinatorServer.BLOBS))) {
            return new OfflineVerification(database, blobs).verify();
        } catch (StorageException e) {
            return new Verified.Different(0, 0, "the database cannot be opened");
        }
    }

    /// Books that several coordinators share, also while they work.
    ///
    /// @param scratch empty folder for copies of what lies elsewhere
    /// @throws StorageException if a store cannot be used, or not to the end
    public static Verified verify(Stores.Shared stores, Path scratch) {
        try (var database = stores.look();
                var blobs = stores.blobs(scratch, database)) {
            return new OfflineVerification(database, new KeptBytes(database, blobs, true)).verify();
        }
    }

    /// Everything that must hold in each committed state of shared books and does not, in words; of
    /// the newest state, also while coordinators work.
    ///
    /// @throws StorageException if the database cannot be used
    public static List<String> violations(Stores.Shared stores) {
        try (var database = stores.look()) {
            return database.read(Invariants::violations);
        }
    }

    Verified verify() {
        return database.read(this::verify);
    }

    /// @param session which is one snapshot for all of it
    private Verified verify(Session session) {
        snapshot = Optional.of(session);
        checkpoints = 0;
        roots = 0;
        try {
            read(Invariants::violations).stream()
                    .findFirst()
                    .ifPresent(OfflineVerification::differ);
            read(s -> s.all("SELECT id FROM job ORDER BY id", row -> new JobId(row.text("id"))))
                    .forEach(this::verifyChain);
            ReceiptChains.verify(session);
            new LedgerLinks(session).verify();
            read(this::epochs).forEach(this::verifyEpoch);
            read(OfflineVerification::files).forEach(this::verifyFile);
            return new Verified.Same(checkpoints, roots);
        } catch (DifferenceException e) {
            return new Verified.Different(checkpoints, roots, String.valueOf(e.getMessage()));
        } catch (StorageException e) {
            if (bytes.areShared()) {
                throw e;
            }
            return broken(e);
        } catch (MalformedMessageException
                | IllegalArgumentException
                | IllegalStateException
                | NoSuchElementException e) {
            return broken(e);
        }
    }

    private Verified broken(RuntimeException e) {
        return new Verified.Different(
                checkpoints, roots, "after " + checkpoints + " checkpoints: " + e.getMessage());
    }

    private <T> T read(Function<Session, T> query) {
        return query.apply(snapshot.orElseThrow());
    }

    private static void differ(String what) {
        throw new DifferenceException(what);
    }

    /// @param isHere whether nothing says that it may be gone
    private record KeptFile(Sha256 hash, boolean isHere) {}

    private static List<KeptFile> files(Session session) {
        return session.all(
                "SELECT hash, CASE WHEN "
                        + KeptBytes.HERE
                        + " THEN 1 ELSE 0 END AS here FROM blob ORDER BY hash",
                row -> new KeptFile(row.hash("hash"), row.integer("here") == 1));
    }

    /// What was refused, came late or belongs to an old round may be gone, but then it is offered
    /// to nobody any more. What lies there all the same is looked at as well.
    private void verifyFile(KeptFile file) {
        bytes.kept(file.hash(), file.isHere(), "a kept file");
    }

    private void verifyKept(RoundRecord record, String where) {
        verifyKept(record.broadcast(), "difference published by " + where);
        verifyKept(record.checkpoint(), "checkpoint of " + where);
        verifyKept(record.momentum(), "momentum of " + where);
        verifyKept(record.residual(), "residual of " + where);
    }

    private void verifyKept(Sha256 hash, String what) {
        bytes.kept(hash, read(s -> Blobs.isPublished(s, hash)), what);
    }

    /// Nothing but the manifest decides what a lease earns and what a job may spend.
    private void verifyPrices(JobId job, Manifest manifest) {
        this.<List<Priced>>read(
                        s ->
                                s.all(
                                        "SELECT id, body, pay FROM lease WHERE job = ? AND pay <> ?"
                                                + " ORDER BY granted_at, id",
                                        Priced::read,
                                        job,
                                        manifest.payPerLease()))
                .stream()
                .filter(priced -> !priced.isOf(manifest))
                .findFirst()
                .ifPresent(
                        priced ->
                                differ(
                                        "lease "
                                                + priced.id()
                                                + " pays another price than its manifest"));
        read(s -> budgets(s, job))
                .forEach(
                        money ->
                                require(
                                        money.isFor(manifest),
                                        job + " has another budget than its manifest"));
    }

    private record Priced(String id, Lease lease, Wei pay) {
        static Priced read(Row row) {
            return new Priced(
                    row.text("id"), Json.read(row.text("body"), Lease.class), row.wei("pay"));
        }

        /// Of a model that is asked, by the inputs.
        boolean isOf(Manifest manifest) {
            return pay.equals(manifest.payFor(lease.units(manifest)));
        }
    }

    /// @param paidIn of a budget in the escrow, as it was seen last
    private record Budget(Wei budget, boolean isUnpaid, Optional<Wei> paidIn) {
        /// A draft has none, and an owner may add to his: of that counts what can be settled at
        /// once.
        boolean isFor(Manifest manifest) {
            if (isUnpaid) {
                return budget.isZero();
            }
            return budget.equals(manifest.budget())
                    || (budget.compareTo(manifest.budget()) > 0
                            && paidIn.filter(all -> budget.compareTo(all) <= 0).isPresent());
        }
    }

    private static List<Budget> budgets(Session session, JobId job) {
        return session.all(
                "SELECT job.budget, state, owner, escrow.budget AS paid_in FROM job LEFT JOIN escrow"
                        + " ON escrow.job = job.id WHERE job.id = ?",
                row -> {
                    var paidIn = row.optionalText("paid_in").map(Wei::of);
                    boolean isUnpaid =
                            row.optionalText("owner").isPresent()
                                    && paidIn.isEmpty()
                                    && List.of("DRAFT", "CANCELLED").contains(row.text("state"));
                    return new Budget(row.wei("budget"), isUnpaid, paidIn);
                },
                job);
    }

    /// What a contributor holds in hand says the same as the ledger.
    private void verifyReceipts(JobId job, Manifest manifest) {
        var server = read(ReceiptChains::signer);
        read(s ->
                        s.all(
                                "SELECT lease, update_hash, receipt, steps, counted, role,"
                                        + " ledger.amount, (SELECT count(*) FROM appeal"
                                        + " WHERE appeal.result = sequence AND appeal.state"
                                        + " = 'UPHELD' AND aggregated = 0) AS late FROM"
                                        + " result JOIN ledger ON ledger.result ="
                                        + " result.sequence WHERE result.job = ? ORDER BY"
                                        + " sequence",
                                Receipted::read,
                                job))
                .forEach(
                        entry -> {
                            var what = "receipt of lease " + entry.lease();
                            var receipt = Json.read(entry.receipt(), Receipt.class);
                            var says = receipt.content();
                            require(
                                    says.lease().value().equals(entry.lease())
                                            && says.update().equals(entry.update())
                                            && says.pay().equals(entry.amount()),
                                    what + " says something else than the ledger");
                            var part = Part.of(entry.steps(manifest), manifest);
                            require(
                                    entry.amount().equals(part.pay())
                                            && entry.isCounted()
                                                    == (part.isCounted()
                                                            && entry.mayCount()
                                                            && manifest.inference().isEmpty())
                                            && says.steps()
                                                    .filter(n -> n != part.steps())
                                                    .isEmpty(),
                                    what + " is paid another share than its steps are");
                            require(
                                    receipt.isAuthentic(server.orElse(says.server())),
                                    what + " is not signed by its coordinator");
                        });
    }

    private void verifyChain(JobId job) {
        var manifestHash =
                read(
                        s ->
                                s.first(
                                                "SELECT manifest FROM job WHERE id = ?",
                                                row -> row.hash("manifest"),
                                                job)
                                        .orElseThrow());
        var manifest = Json.read(bytes.whole(manifestHash, "manifest of " + job), Manifest.class);
        verifyPrices(job, manifest);
        verifyReceipts(job, manifest);
        try (var chain = new RoundChain(manifest, bytes::view)) {
            for (var claimed : read(session -> claimed(session, job))) {
                var where = job + " round " + claimed.number();
                var record = chain.read(claimed.record(), where);
                verifyClaim(claimed, manifestHash, record, where);
                require(
                        read(s -> accepted(s, job, claimed.number())).equals(record.accepted()),
                        where + " accepted other results than its record says");
                record.accepted().forEach(accepted -> verifyLease(accepted, record, where));
                chain.compute(record, claimed.record(), where);
                verifyKept(record, where);
                checkpoints++;
            }
        }
    }

    private void verifyLease(RoundRecord.Accepted accepted, RoundRecord record, String where) {
        var what = "update of lease " + accepted.lease() + " in " + where;
        var lease =
                read(s -> Leases.find(s, new LeaseId(accepted.lease())))
                        .orElseThrow(() -> new DifferenceException(what + " has no lease"))
                        .lease();
        require(
                lease.job().equals(record.job())
                        && lease.round() == record.round()
                        && lease.base().equals(record.parent()),
                what + " is of another round's lease");
    }

    private static void verifyClaim(
            Claimed claimed, Sha256 manifest, RoundRecord record, String where) {
        require(record.manifest().equals(manifest), where + " has another manifest");
        require(record.parent().equals(claimed.base()), where + " has another parent");
        require(
                record.checkpoint().equals(claimed.checkpoint()),
                where + " published another checkpoint than its record says");
    }

    private static List<Claimed> claimed(Session session, JobId job) {
        return session.all(
                "SELECT round.number, round.base, round.record, checkpoint.hash FROM round JOIN"
                        + " checkpoint ON checkpoint.job = round.job AND checkpoint.number ="
                        + " round.number + 1 WHERE round.job = ? AND round.state = 'PUBLISHED'"
                        + " ORDER BY round.number",
                row ->
                        new Claimed(
                                row.integer("number"),
                                row.hash("base"),
                                row.hash("record"),
                                row.hash("hash")),
                job);
    }

    private static List<RoundRecord.Accepted> accepted(Session session, JobId job, int round) {
        return session.all(
                "SELECT lease, update_hash FROM result WHERE job = ? AND round = ? AND"
                        + " aggregated = 1 ORDER BY sequence",
                row -> new RoundRecord.Accepted(row.text("lease"), row.hash("update_hash")),
                job,
                round);
    }

    private record Epoch(
            long number, String root, Wei total, Sha256 leaves, Optional<Sha256> head) {
        static Epoch read(Row row) {
            return new Epoch(
                    row.number("number"),
                    row.text("root"),
                    row.wei("total"),
                    row.hash("leaves"),
                    row.optionalText("head").map(Sha256::new));
        }
    }

    private List<Epoch> epochs(Session session) {
        return session.all(
                "SELECT number, root, total, leaves, head FROM epoch WHERE state <> 'OPEN'"
                        + " ORDER BY number",
                Epoch::read);
    }

    private void verifyEpoch(Epoch epoch) {
        var where = "epoch " + epoch.number();
        var file = Json.read(bytes.whole(epoch.leaves(), "leaf file of " + where), LeafFile.class);
        var released = read(s -> Epochs.releasedUpTo(s, epoch.number()));
        require(file.epoch() == epoch.number(), where + " has the leaves of another epoch");
        epoch.head().ifPresent(head -> released.put(LedgerChain.account(head), Wei.ZERO));
        require(file.cumulative().equals(released), where + " pays other sums than the ledger");
        require(file.total().equals(epoch.total()), where + " has another total than its leaves");
        require(
                HexFormat.of().formatHex(file.tree().root()).equals(epoch.root()),
                where + " has another root than its leaves give");
        roots++;
    }
}
