package hearth.app.owner;

import hearth.protocol.Extent;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.OwnerMessages.Asked;
import hearth.protocol.OwnerMessages.Funding;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/// What the commands of `hearth job` print about a job.
///
/// @param state of DESIGN.md's job machine; NEW while the coordinator does not know it
/// @param rounds published, of `planned`
/// @param spentWei what accepted work cost: held for contributors, released to them, or slashed
/// @param lossStart,loss held-out loss, nats; absent until measured
/// @param transaction that the command made
/// @param asked how far the answers are; absent where a model is trained
/// @param expires from when on nobody begins any of it, as its manifest here says
public record JobReport(
        JobId job,
        String title,
        String state,
        int rounds,
        int planned,
        long accepted,
        long refused,
        int missing,
        Wei budgetWei,
        Wei spentWei,
        Wei refundedWei,
        Optional<BigDecimal> lossStart,
        Optional<BigDecimal> loss,
        Optional<BigDecimal> accuracy,
        Optional<String> sample,
        Optional<Sha256> checkpoint,
        Optional<Funding> funding,
        Optional<String> problem,
        Optional<String> transaction,
        Optional<Asked> asked,
        Optional<Instant> expires) {
    static JobReport of(OwnedJob job) {
        return of(job, Optional.empty());
    }

    static JobReport of(OwnedJob job, Optional<Manifest> here) {
        return new JobReport(
                job.job(),
                job.title(),
                job.state(),
                job.round(),
                job.rounds(),
                job.accepted(),
                job.refused(),
                job.missing(),
                job.books().budget(),
                job.books().spent(),
                job.books().refunded(),
                job.lossStart(),
                job.loss(),
                job.accuracy(),
                job.sample(),
                job.checkpoint(),
                job.funding(),
                job.problem(),
                Optional.empty(),
                job.asked(),
                here.flatMap(JobReport::expires));
    }

    /// Of a job that only its owner knows yet.
    public static JobReport of(JobFolder job) {
        var manifest = job.manifest();
        return new JobReport(
                job.id(),
                manifest.title(),
                "NEW",
                0,
                manifest.training().rounds(),
                0,
                0,
                job.publication().pieces().size(),
                manifest.budget(),
                Wei.ZERO,
                Wei.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                manifest.inference().map(asked -> new Asked(asked.inputs(), 0, 0)),
                expires(manifest));
    }

    private static Optional<Instant> expires(Manifest manifest) {
        return manifest.extent().map(Extent::expires);
    }

    JobReport with(String hash) {
        return new JobReport(
                job,
                title,
                state,
                rounds,
                planned,
                accepted,
                refused,
                missing,
                budgetWei,
                spentWei,
                refundedWei,
                lossStart,
                loss,
                accuracy,
                sample,
                checkpoint,
                funding,
                problem,
                Optional.of(hash),
                asked,
                expires);
    }

    /// The same in lines for people.
    public String forPeople() {
        var text = new StringBuilder();
        text.append(job).append("  ").append(state);
        problem.ifPresent(p -> text.append(" (").append(p).append(')'));
        if (missing > 0) {
            text.append("\n  pieces to send     ").append(missing);
        }
        text.append(asked.map(JobReport::answers).orElseGet(this::training));
        text.append("\n  results            %d accepted, %d refused".formatted(accepted, refused));
        text.append(
                "\n  spent              %s of %s EMBER"
                        .formatted(ember(spentWei), ember(budgetWei)));
        if (!refundedWei.isZero()) {
            text.append("\n  left over          ").append(ember(refundedWei)).append(" EMBER");
        }
        funding.ifPresent(
                f ->
                        text.append(
                                "\n  escrow             budget %d, %s"
                                        .formatted(
                                                f.id(),
                                                f.closed()
                                                        ? "closed, the rest went back"
                                                        : "closes " + f.closesAt())));
        loss.ifPresent(
                l ->
                        text.append("\n  held-out loss      ")
                                .append(lossStart.map(s -> s + " to ").orElse(""))
                                .append(l));
        expires.ifPresent(end -> text.append("\n  expires            ").append(end));
        transaction.ifPresent(t -> text.append("\n  transaction        ").append(t));
        return text.toString();
    }

    private String training() {
        return "\n  rounds             %d of %d".formatted(rounds, planned);
    }

    private static String answers(Asked asked) {
        return "\n  answers            %d of %d%s"
                .formatted(
                        asked.answered(),
                        asked.inputs(),
                        asked.givenUp() == 0 ? "" : ", %d given up".formatted(asked.givenUp()));
    }

    static String ember(Wei amount) {
        return amount.ember().stripTrailingZeros().toPlainString();
    }
}
