package hearth.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Requests and replies of the coordinator's HTTP interface for owners of jobs, version 1. Each
/// request is signed like a device's, with the owner's key; paths are in the coordinator's README.
public final class OwnerMessages {
    private static final int SLUG = 40;
    private static final int DIGITS = 12;

    private OwnerMessages() {}

    /// The one name of a job: its title in short and the beginning of its manifest's hash, so that
    /// publishing twice is publishing once.
    public static JobId idOf(Manifest manifest) {
        var slug =
                manifest.title()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+", "");
        slug = slug.substring(0, Math.min(SLUG, slug.length())).replaceAll("-+$", "");
        var digits = manifest.id().hex().substring(0, DIGITS);
        return new JobId(slug.isEmpty() ? "job-" + digits : slug + "-" + digits);
    }

    /// A piece of data that a manifest names.
    public record Piece(Sha256 content, long bytes) {
        public Piece {
            if (bytes < 1) {
                throw new IllegalArgumentException("a piece has bytes");
            }
        }
    }

    /// `PUT /v1/jobs/{id}`: makes a draft of a job.
    ///
    /// @param pieces every content that the manifest names, once
    public record Publication(Manifest manifest, List<Piece> pieces) {
        public Publication {
            pieces = List.copyOf(pieces);
        }
    }

    /// Where a draft is: what is still to be sent.
    ///
    /// @param state of DESIGN.md's job machine
    /// @param missing pieces, in the order of the publication
    public record Draft(JobId job, String state, List<Piece> missing) {
        public Draft {
            missing = List.copyOf(missing);
        }
    }

    /// The six books of a job's money; they add up to the budget.
    public record Books(
            Wei budget,
            Wei available,
            Wei reserved,
            Wei held,
            Wei released,
            Wei slashed,
            Wei refunded) {
        /// What work cost so far: held, released, and slashed, because that was accepted too.
        public Wei spent() {
            return held.plus(released).plus(slashed);
        }
    }

    /// The budget of a job in the escrow contract, as the coordinator last saw it.
    ///
    /// @param id in the contract
    /// @param closesAt from when on what is left goes back
    /// @param settled handed over to the contract that pays: what was released, and what was
    /// slashed
    public record Funding(long id, Wei budget, Wei settled, Instant closesAt, boolean closed) {}

    /// `GET /v1/jobs/{id}`: a job as its owner sees it.
    ///
    /// @param round published so far
    /// @param accepted,refused results
    /// @param missing pieces that have not arrived
    /// @param lossStart,loss held-out loss of the first and the newest measured checkpoint, nats
    /// @param problem why it does not go on; a stable id, absent while it does
    /// @param asked how far the answers are; absent where a model is trained
    public record OwnedJob(
            JobId job,
            String state,
            String title,
            Sha256 manifest,
            int round,
            int rounds,
            long accepted,
            long refused,
            int missing,
            Books books,
            Optional<Funding> funding,
            Optional<BigDecimal> lossStart,
            Optional<BigDecimal> loss,
            Optional<BigDecimal> accuracy,
            Optional<String> sample,
            Optional<Sha256> checkpoint,
            Optional<String> problem,
            Optional<Asked> asked) {}

    /// Inputs of a job that asks a model: in all, those with a good answer, and those of shards
    /// that were given up after too many refused answers.
    public record Asked(int inputs, int answered, int givenUp) {}

    /// Good answers to neighbouring inputs.
    ///
    /// @param number of the first of these inputs among all of the job
    /// @param file content address of the answers, see [Answers]
    public record Batch(int number, int inputs, LeaseId lease, Sha256 file) {}

    /// `GET /v1/jobs/{id}/answers`: what there is, in the order of the inputs.
    public record AnswerList(JobId job, Asked asked, List<Batch> batches) {
        public AnswerList {
            batches = List.copyOf(batches);
        }
    }

    /// `POST /v1/jobs/{id}/cancel`, `/pause` and `/resume`.
    public record Wish() {}

    /// One round of a model's history.
    ///
    /// @param record content address of what the round was made from and what it made
    /// @param checkpoint that it published
    /// @param written hash of the transaction that wrote it into the RoundLog contract, once it did
    public record Link(
            int round,
            Sha256 record,
            Sha256 checkpoint,
            Optional<BigDecimal> heldOutLoss,
            Optional<String> written) {}

    /// `GET /v1/jobs/{id}/provenance`: how a model came to be.
    ///
    /// @param start the checkpoint that round 0 began with
    public record Provenance(
            JobId job, Sha256 manifest, Optional<Sha256> start, List<Link> rounds) {
        public Provenance {
            rounds = List.copyOf(rounds);
        }
    }
}
