package hearth.coordinator;

import hearth.coordinator.JobBooks.Book;
import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Manifest;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.storage.Session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `DRAFT → FUNDED → RUNNING ⇄ PAUSED → DRAINING → DONE | CANCELLED`. A funded job runs as soon as
/// its round-0 checkpoint is there.
final class Jobs {
    /// Problem of a job whose manifest has expired.
    static final String EXPIRED = "expired";

    private static final List<String> UNENDED = List.of("FUNDED", "RUNNING", "PAUSED");

    private final Premises premises;
    private final Manifests manifests;
    private final Evaluator evaluator;

    Jobs(Premises premises, Manifests manifests, Evaluator evaluator) {
        this.evaluator = evaluator;
        this.premises = premises;
        this.manifests = manifests;
    }

    /// Makes a job known and funds it with its whole budget; a job that is known already stays as
    /// it is.
    ///
    /// @throws IllegalArgumentException if the manifest cannot be carried out or its data is not in
    /// the blob store
    void create(JobId job, Manifest manifest) {
        check(manifest);
        var blobs = premises.blobs();
        if (!premises.database().read(session -> isKnown(session, job))) {
            if (manifest.isExpired(premises.clock().instant())) {
                throw new IllegalArgumentException("the manifest has expired");
            }
            evaluator.check(manifest, blobs);
        }
        var bytes = Json.bytes(manifest);
        blobs.put(bytes);
        premises.database()
                .change(
                        session -> {
                            if (isKnown(session, job)) {
                                return;
                            }
                            publish(session, manifest, bytes.length);
                            insert(session, job, manifest);
                        });
    }

    private void publish(Session session, Manifest manifest, int bytes) {
        var blobs = premises.blobs();
        Blobs.publish(session, blobs, manifest.id(), bytes);
        boolean isPublic = manifest.privacy().isEmpty();
        var data = new ArrayList<>(manifest.data().shards());
        manifest.frozen().ifPresent(data::add);
        for (var content : data) {
            if (isPublic) {
                Blobs.publish(session, blobs, content, 0);
            } else {
                Blobs.record(session, blobs, content, 0);
            }
        }
        for (var heldOut : manifest.data().heldOut().stream().toList()) {
            Blobs.record(session, blobs, heldOut, 0);
        }
    }

    static boolean isKnown(Session session, JobId job) {
        return session.count("SELECT count(*) AS n FROM job WHERE id = ?", job) == 1;
    }

    private void insert(Session session, JobId job, Manifest manifest) {
        draft(session, job, manifest, Optional.empty());
        createShards(session, job, manifest);
        fund(session, job, manifest.budget());
    }

    /// A job of an owner, without data and without money.
    void draft(Session session, JobId job, Manifest manifest, DeviceId owner) {
        draft(session, job, manifest, Optional.of(owner));
    }

    private void draft(Session session, JobId job, Manifest manifest, Optional<DeviceId> owner) {
        session.update(
                "INSERT INTO job (id, manifest, state, budget, available, reserved, held,"
                        + " released, slashed, refunded, created_at, owner, privacy)"
                        + " VALUES (?, ?, 'DRAFT', '0', '0', '0', '0', '0', '0', '0', ?, ?, ?)",
                job,
                manifest.id(),
                premises.clock().instant(),
                owner,
                manifest.privacy().map(Clearance::name));
    }

    /// All data of a draft is here; it waits for its budget.
    void complete(Session session, JobId job, Manifest manifest) {
        boolean isNew = session.count("SELECT count(*) AS n FROM shard WHERE job = ?", job) == 0;
        if (isNew) {
            createShards(session, job, manifest);
        }
    }

    private static void createShards(Session session, JobId job, Manifest manifest) {
        Shards.create(session, job, manifest.data().shards());
        Questions.create(session, job, manifest);
    }

    /// A draft whose data is here gets its budget, and with it its content is public.
    ///
    /// @return false if it is no such draft
    boolean fund(Session session, JobId job, Manifest manifest, Wei budget) {
        if (manifest.isExpired(premises.clock().instant()) || !fund(session, job, budget)) {
            return false;
        }
        publish(session, manifest, 0);
        return true;
    }

    private static boolean fund(Session session, JobId job, Wei budget) {
        return session.update(
                        "UPDATE job SET state = 'FUNDED', budget = ?, available = ? WHERE id = ?"
                                + " AND state = 'DRAFT' AND problem IS NULL AND EXISTS (SELECT 1"
                                + " FROM shard WHERE shard.job = job.id)",
                        budget,
                        budget,
                        job)
                == 1;
    }

    /// Ends a job before its time: what nobody works on goes back at once, and what is being worked
    /// on is finished, judged and paid.
    ///
    /// @return false if it has ended already
    boolean cancel(Session session, JobId job, Instant now) {
        session.update(
                "UPDATE job SET cancelled_at = ? WHERE id = ? AND cancelled_at IS NULL"
                        + " AND state IN ('DRAFT', 'FUNDED', 'RUNNING', 'PAUSED', 'DRAINING')",
                now,
                job);
        boolean unbegun =
                move(session, job, "DRAFT", "CANCELLED")
                        || move(session, job, "FUNDED", "CANCELLED");
        if (unbegun) {
            refund(session, job);
        }
        return unbegun
                || move(session, job, "RUNNING", "DRAINING")
                || move(session, job, "PAUSED", "DRAINING");
    }

    private static void refund(Session session, JobId job) {
        var left = balance(session, job, Book.AVAILABLE);
        JobBooks.moveCovered(session, job, Book.AVAILABLE, Book.REFUNDED, left);
    }

    static String state(Session session, JobId job) {
        return session.first("SELECT state FROM job WHERE id = ?", row -> row.text("state"), job)
                .orElseThrow();
    }

    Manifest manifest(Session session, JobId job) {
        return manifests.of(session, job);
    }

    private void check(Manifest manifest) {
        var training = manifest.training();
        if (manifest.inference().isEmpty()) {
            Manifests.codec(manifest);
        }
        if (manifest.version() > Manifest.VERSION
                || manifest.version() < Manifest.UNSIZED
                || training.rounds() < 1
                || training.leasesPerRound() < 1
                || manifest.data().shards().isEmpty()) {
            throw new IllegalArgumentException("the manifest asks for nothing");
        }
        for (var shard : manifest.data().shards()) {
            require(shard);
        }
        manifest.frozen().ifPresent(this::require);
        manifest.inference().ifPresent(asked -> require(asked.model()));
        manifest.data().heldOut().ifPresent(this::require);
        manifest.sizes().forEach(this::require);
    }

    private void require(Sha256 data, long bytes) {
        long there = premises.blobs().size(data).orElse(0);
        if (there != bytes) {
            throw new IllegalArgumentException(
                    "data of the manifest has %d bytes and should have %d".formatted(there, bytes));
        }
    }

    private void require(Sha256 data) {
        if (!premises.blobs().contains(data)) {
            throw new IllegalArgumentException("data of the manifest is missing");
        }
    }

    List<JobId> in(String state) {
        return premises.database()
                .ask(
                        session ->
                                session.all(
                                        "SELECT id FROM job WHERE state = ? ORDER BY id",
                                        row -> new JobId(row.text("id")),
                                        state));
    }

    /// Gives a funded job its first checkpoint and opens round 0.
    ///
    /// A model that is only asked is not measured: there is nothing held out.
    ///
    /// @param hash of the checkpoint, which is in the store
    void start(JobId job, Sha256 hash) {
        var blobs = premises.blobs();
        long bytes = blobs.size(hash).orElseThrow();
        var manifest = premises.database().read(session -> manifests.of(session, job));
        Checkpoints.load(blobs, manifest, hash);
        premises.database()
                .change(
                        session -> {
                            if (!move(session, job, "FUNDED", "RUNNING")) {
                                return;
                            }
                            Blobs.publish(session, blobs, hash, bytes);
                            var now = premises.clock().instant();
                            session.update(
                                    "INSERT INTO checkpoint (job, number, hash, evaluated_at)"
                                            + " VALUES (?, 0, ?, ?)",
                                    job,
                                    hash,
                                    manifest.inference().map(_ -> now));
                            openRound(session, job, manifest, 0, hash, now);
                        });
    }

    private static boolean move(Session session, JobId job, String from, String to) {
        int changed =
                session.update(
                        "UPDATE job SET state = ? WHERE id = ? AND state = ?", to, job, from);
        if (changed == 1 && to.equals("CANCELLED")) {
            Tallies.add(session, Tallies.Kind.JOB, to, 1);
        }
        return changed == 1;
    }

    /// After a published round: opens the next one or ends the job.
    static void continueWith(
            Session session,
            JobId job,
            Manifest manifest,
            int next,
            Sha256 checkpoint,
            Instant now) {
        boolean goesOn = List.of("RUNNING", "PAUSED").contains(state(session, job));
        if (goesOn && next < manifest.training().rounds() && Shards.usable(session, job) > 0) {
            openRound(session, job, manifest, next, checkpoint, now);
        } else {
            move(session, job, "RUNNING", "DRAINING");
            move(session, job, "PAUSED", "DRAINING");
        }
    }

    private static void openRound(
            Session session, JobId job, Manifest manifest, int number, Sha256 base, Instant now) {
        int target =
                RoundEnd.target(manifest.training().leasesPerRound(), Shards.usable(session, job));
        Rounds.open(session, job, number, target, base, now);
    }

    /// Jobs that can pay no further lease drain; drained jobs without open promises are done, and
    /// what is left of their budget goes back. Most jobs are not near their end: those that are are
    /// looked for while others write.
    void drain() {
        var database = premises.database();
        var now = premises.clock().instant();
        database.read(session -> expired(session, now))
                .forEach(job -> database.change(session -> expire(session, job, now)));
        database.read(s -> jobs(s, "RUNNING").stream().filter(job -> mayEnd(s, job)).toList())
                .forEach(job -> database.change(session -> endWork(session, job)));
        database.read(s -> jobs(s, "DRAINING"))
                .forEach(job -> database.change(session -> drain(session, job)));
    }

    private List<JobId> expired(Session session, Instant now) {
        var expired = new ArrayList<JobId>();
        for (var state : UNENDED) {
            session
                    .all(
                            "SELECT id, manifest FROM job WHERE state = ?",
                            row -> Map.entry(new JobId(row.text("id")), row.hash("manifest")),
                            state)
                    .stream()
                    .filter(job -> manifests.of(job.getValue()).isExpired(now))
                    .forEach(job -> expired.add(job.getKey()));
        }
        return expired;
    }

    /// As if its owner had ended it, and says why.
    private void expire(Session session, JobId job, Instant now) {
        if (UNENDED.contains(state(session, job))) {
            session.update("UPDATE job SET problem = ? WHERE id = ?", EXPIRED, job);
            boolean _ = cancel(session, job, now);
        }
    }

    private boolean mayEnd(Session session, JobId job) {
        var manifest = manifests.of(session, job);
        return isAnswered(session, job, manifest) || isBroke(session, job, manifest);
    }

    private static boolean isAnswered(Session session, JobId job, Manifest manifest) {
        return manifest.inference().isPresent() && Questions.isDone(session, job);
    }

    /// What is left of a job that asks pays for as many inputs as it can.
    private static boolean isBroke(Session session, JobId job, Manifest manifest) {
        var pay = manifest.inference().isPresent() ? manifest.payFor(1) : manifest.payPerLease();
        return balance(session, job, Book.AVAILABLE).compareTo(pay) < 0;
    }

    private void endWork(Session session, JobId job) {
        if (!state(session, job).equals("RUNNING")) {
            return;
        }
        var manifest = manifests.of(session, job);
        if (isAnswered(session, job, manifest)) {
            move(session, job, "RUNNING", "DRAINING");
        } else if (isBroke(session, job, manifest)) {
            if (balance(session, job, Book.RESERVED).isZero()) {
                move(session, job, "RUNNING", "DRAINING");
            } else {
                Rounds.closeWithWhatThereIs(session, job);
            }
        }
    }

    private static void drain(Session session, JobId job) {
        if (!state(session, job).equals("DRAINING")) {
            return;
        }
        Rounds.closeWithWhatThereIs(session, job);
        if (balance(session, job, Book.RESERVED).isZero() && end(session, job)) {
            refund(session, job);
        }
    }

    private static boolean end(Session session, JobId job) {
        var ended =
                session.first(
                        "UPDATE job SET state = CASE WHEN cancelled_at IS NULL THEN 'DONE' ELSE"
                                + " 'CANCELLED' END WHERE id = ? AND state = 'DRAINING' RETURNING"
                                + " state",
                        row -> row.text("state"),
                        job);
        ended.ifPresent(state -> Tallies.add(session, Tallies.Kind.JOB, state, 1));
        return ended.isPresent();
    }

    private static Wei balance(Session session, JobId job, Book book) {
        return JobBooks.balance(session, job, book);
    }

    private static List<JobId> jobs(Session session, String state) {
        return new ArrayList<>(
                session.all(
                        "SELECT id FROM job WHERE state = ?",
                        row -> new JobId(row.text("id")),
                        state));
    }

    /// Stops granting leases; running ones may finish.
    boolean pause(JobId job) {
        return premises.database().transaction(s -> move(s, job, "RUNNING", "PAUSED"));
    }

    boolean cancel(JobId job) {
        var now = premises.clock().instant();
        return premises.database().transaction(s -> cancel(s, job, now));
    }

    boolean resume(JobId job) {
        return premises.database().transaction(s -> move(s, job, "PAUSED", "RUNNING"));
    }
}
