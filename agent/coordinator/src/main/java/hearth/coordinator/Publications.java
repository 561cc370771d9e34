package hearth.coordinator;

import hearth.protocol.DeviceId;
import hearth.protocol.JobId;
import hearth.protocol.Json;
import hearth.protocol.Messages.Received;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.Draft;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.Sha256;
import hearth.storage.BlobStore.PutOutcome;
import hearth.storage.Session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Jobs on their way in: a manifest first, then the data that it names, piece by piece and from any
/// byte on. A draft with all of its data waits for its budget. Doing anything twice changes
/// nothing.
final class Publications {
    private static final int MOST_DRAFTS = 20;
    private static final long MOST_BYTES = 64L << 30;

    private final Premises premises;
    private final Jobs jobs;
    private final Evaluator evaluator;
    private final Optional<Escrows> escrows;

    Publications(Premises premises, Jobs jobs, Evaluator evaluator, Optional<Escrows> escrows) {
        this.escrows = escrows;
        this.premises = premises;
        this.jobs = jobs;
        this.evaluator = evaluator;
    }

    /// Makes a draft, or finds the one that is there.
    ///
    /// @param owner whose key signed the request
    Answer<Draft> publish(DeviceId owner, JobId job, Publication publication) {
        var manifest = publication.manifest();
        if (!job.equals(OwnerMessages.idOf(manifest)) || !namesItsPieces(publication)) {
            return Answer.refused(Refusal.MALFORMED);
        }
        try {
            JobTerms.check(manifest);
        } catch (UnfitBoundsException unfit) {
            return Answer.refused(Refusal.UNFIT_BOUNDS, unfit.sentence());
        } catch (IllegalArgumentException | ArithmeticException unfit) {
            return Answer.refused(Refusal.UNFIT_MANIFEST);
        }
        var unfit = unfitExtent(job, publication);
        if (unfit.isPresent()) {
            return Answer.refused(Refusal.UNFIT_EXTENT, unfit.get());
        }
        if (escrows.filter(Escrows::isGraceTooShort).isPresent()) {
            return Answer.refused(Refusal.GRACE_TOO_SHORT);
        }
        var bytes = Json.bytes(manifest);
        premises.blobs().put(bytes);
        return premises.database()
                .transaction(
                        session -> {
                            if (!Jobs.isKnown(session, job)) {
                                if (isOverQuota(session, owner, publication.pieces())) {
                                    return Answer.refused(Refusal.NO_ROOM);
                                }
                                Blobs.record(
                                        session,
                                        premises.blobs(),
                                        manifest.id(),
                                        bytes.length,
                                        Blobs.Kind.MANIFEST);
                                jobs.draft(session, job, manifest, owner);
                                addPieces(session, job, publication.pieces());
                            }
                            return Answer.done(draft(session, job));
                        });
    }

    /// A job that is here already stays what it is, whatever was asked of manifests at its time.
    private Optional<String> unfitExtent(JobId job, Publication publication) {
        if (premises.database().read(session -> Jobs.isKnown(session, job))) {
            return Optional.empty();
        }
        var manifest = publication.manifest();
        var sizes = manifest.sizes();
        return JobTerms.unfitExtent(manifest, premises.clock().instant())
                .or(
                        () ->
                                publication.pieces().stream()
                                        .filter(p -> isOther(p, sizes))
                                        .findFirst()
                                        .map(p -> "the manifest says another length than " + p));
    }

    private static boolean isOther(Piece piece, Map<Sha256, Long> sizes) {
        return sizes.getOrDefault(piece.content(), 0L) != piece.bytes();
    }

    private static boolean namesItsPieces(Publication publication) {
        var named = new HashSet<>(publication.manifest().data().shards());
        publication.manifest().data().heldOut().ifPresent(named::add);
        publication.manifest().frozen().ifPresent(named::add);
        publication.manifest().inference().ifPresent(asked -> named.add(asked.model()));
        Set<String> listed = new TreeSet<>();
        for (var piece : publication.pieces()) {
            boolean twice = !listed.add(piece.content().hex());
            if (twice || !named.contains(piece.content()) || piece.bytes() > JobTerms.MOST_PIECE) {
                return false;
            }
        }
        return listed.size() == named.size();
    }

    /// Of one account: what nobody paid for yet.
    private static boolean isOverQuota(Session session, DeviceId owner, List<Piece> more) {
        var drafts =
                session.all(
                        "SELECT job.id, (SELECT coalesce(sum(bytes), 0) FROM job_piece WHERE job ="
                                + " job.id) AS n FROM job JOIN job_owner AS of ON of.key = job.owner"
                                + " WHERE job.budget = '0' AND of.account = (SELECT account FROM"
                                + " job_owner WHERE key = ?)",
                        row -> row.number("n"),
                        owner);
        long bytes = drafts.stream().mapToLong(Long::longValue).sum();
        long wanted = more.stream().mapToLong(Piece::bytes).sum();
        return drafts.size() >= MOST_DRAFTS || bytes > MOST_BYTES - Math.min(wanted, MOST_BYTES);
    }

    private static void addPieces(Session session, JobId job, List<Piece> pieces) {
        for (int number = 0; number < pieces.size(); number++) {
            session.update(
                    "INSERT INTO job_piece (job, number, hash, bytes, arrived) VALUES (?, ?, ?, ?,"
                            + " ?)",
                    job,
                    number,
                    pieces.get(number).content(),
                    pieces.get(number).bytes(),
                    0);
        }
    }

    private static Draft draft(Session session, JobId job) {
        return new Draft(job, Jobs.state(session, job), missing(session, job));
    }

    static List<Piece> missing(Session session, JobId job) {
        return session.all(
                "SELECT hash, bytes FROM job_piece WHERE job = ? AND arrived = 0 ORDER BY number",
                row -> new Piece(row.hash("hash"), row.number("bytes")),
                job);
    }

    /// What drafts still wait for: it may lie in part in the blob store.
    static Set<Sha256> expected(Session session) {
        return new HashSet<>(
                session.all(
                        "SELECT hash FROM job_piece JOIN job ON job.id = job_piece.job"
                                + " WHERE arrived = 0 AND job.state = 'DRAFT'",
                        row -> row.hash("hash")));
    }

    /// How much of a piece is here.
    Answer<Received> received(JobId job, Sha256 content) {
        return premises.database()
                .read(
                        session ->
                                missing(session, job).stream()
                                        .filter(piece -> piece.content().equals(content))
                                        .findFirst()
                                        .map(piece -> Answer.done(new Received(there(piece))))
                                        .orElseGet(() -> whole(session, job, content)));
    }

    /// Whoever names content that somebody else brought has to bring it, too: a hash alone opens
    /// nothing.
    private long there(Piece piece) {
        return premises.blobs().contains(piece.content())
                ? 0
                : premises.blobs().staged(piece.content());
    }

    boolean isWhole(JobId job, Sha256 content) {
        return premises.database()
                .read(session -> whole(session, job, content) instanceof Answer.Done<Received>);
    }

    private static Answer<Received> whole(Session session, JobId job, Sha256 content) {
        return session.first(
                        "SELECT bytes FROM job_piece WHERE job = ? AND hash = ? AND arrived = 1",
                        row -> Answer.done(new Received(row.number("bytes"))),
                        job,
                        content)
                .orElseGet(() -> Answer.refused(Refusal.NO_SUCH_BLOB));
    }

    /// Takes a piece or the rest of one. With the last one the draft is looked at as a whole.
    ///
    /// @param from number of bytes that the sender knows to have arrived
    /// @param bytes that follow them; read to their end, not closed
    Answer<Received> receive(JobId job, Sha256 content, long from, InputStream bytes) {
        var wanted =
                premises.database()
                        .read(
                                session ->
                                        missing(session, job).stream()
                                                .filter(piece -> piece.content().equals(content))
                                                .findFirst());
        if (wanted.isEmpty()) {
            return received(job, content);
        }
        long length = wanted.get().bytes();
        if (premises.blobs().contains(content)) {
            return isSame(bytes, content, length)
                    ? stored(job, content, length)
                    : Answer.refused(Refusal.UPLOAD_AGAIN);
        }
        return switch (premises.blobs().append(bytes, content, length, from)) {
            case PutOutcome.OtherContent _ -> Answer.refused(Refusal.OTHER_CONTENT);
            case PutOutcome.OtherLength _ -> Answer.refused(Refusal.WRONG_LENGTH);
            case PutOutcome.Elsewhere _ -> Answer.refused(Refusal.UPLOAD_AGAIN);
            case PutOutcome.NoRoom _ -> Answer.refused(Refusal.NO_ROOM);
            case PutOutcome.Part(long there) -> Answer.done(new Received(there));
            case PutOutcome.Stored _ -> stored(job, content, length);
            case PutOutcome.Verified verified ->
                    arrived(
                            job,
                            content,
                            length,
                            session -> Blobs.keep(session, verified, content, length));
        };
    }

    private static boolean isSame(InputStream bytes, Sha256 content, long length) {
        try {
            var digest = Sha256.digest();
            var in = new DigestInputStream(bytes, digest);
            var buffer = new byte[1 << 16];
            long read = 0;
            int n = in.read(buffer);
            while (n >= 0 && read <= length) {
                read += n;
                n = in.read(buffer);
            }
            return read == length
                    && HexFormat.of().formatHex(digest.digest()).equals(content.hex());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer<Received> stored(JobId job, Sha256 content, long length) {
        return arrived(
                job,
                content,
                length,
                session ->
                        Blobs.record(session, premises.blobs(), content, length, Blobs.Kind.PIECE));
    }

    /// A draft that nobody paid for may be gone by now.
    private Answer<Received> arrived(
            JobId job, Sha256 content, long length, Consumer<Session> keeping) {
        var all =
                premises.database()
                        .transaction(
                                session -> {
                                    int named =
                                            session.update(
                                                    "UPDATE job_piece SET arrived = 1 WHERE job = ?"
                                                            + " AND hash = ?",
                                                    job,
                                                    content);
                                    if (named == 0) {
                                        session.together(
                                                List.of(Blobs.refusing(content, length, true)));
                                        return Optional.<Boolean>empty();
                                    }
                                    keeping.accept(session);
                                    return Optional.of(missing(session, job).isEmpty());
                                });
        if (all.isEmpty()) {
            return Answer.refused(Refusal.NO_SUCH_JOB);
        }
        if (all.get()) {
            lookAtTheWhole(job);
        }
        return Answer.done(new Received(length));
    }

    /// Data that no computer could train on would cost the evaluator and every contributor; a draft
    /// with such data says so and is never begun.
    private void lookAtTheWhole(JobId job) {
        var manifest = premises.database().read(session -> jobs.manifest(session, job));
        try {
            evaluator.check(manifest, premises.blobs());
            premises.database().change(session -> jobs.complete(session, job, manifest));
        } catch (IllegalArgumentException unfit) {
            premises.database()
                    .change(
                            session ->
                                    session.update(
                                            "UPDATE job SET problem = 'unfit-data' WHERE id = ?",
                                            job));
        }
    }

    /// Drafts whose data arrived just before the process ended.
    void resume() {
        var waiting =
                premises.database()
                        .read(
                                session ->
                                        session.all(
                                                "SELECT id FROM job WHERE state = 'DRAFT' AND"
                                                        + " problem IS NULL AND owner IS NOT NULL"
                                                        + " AND NOT EXISTS (SELECT 1 FROM shard"
                                                        + " WHERE shard.job = job.id) AND NOT"
                                                        + " EXISTS (SELECT 1 FROM job_piece WHERE"
                                                        + " job_piece.job = job.id AND arrived ="
                                                        + " 0)",
                                                row -> new JobId(row.text("id"))));
        waiting.forEach(this::lookAtTheWhole);
    }
}
