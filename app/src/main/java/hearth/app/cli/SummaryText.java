package hearth.app.cli;

import hearth.app.practice.PracticeSummary;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.stream.Collectors;

/// The summary of a practice run in words.
final class SummaryText {
    private SummaryText() {}

    static String of(PracticeSummary s) {
        String jobs = s.jobs().stream().map(SummaryText::job).collect(Collectors.joining("\n"));
        return """
                %d rounds published, %d leases accepted, %d refused
                %s
                Earned    %s EMBER, %s of it still held back
                Claimed   %s EMBER
                In wallet %s EMBER at %s"""
                .formatted(
                        s.rounds(),
                        s.leasesAccepted(),
                        s.leasesRefused(),
                        jobs,
                        plain(s.earnedWei().ember()),
                        plain(s.heldWei().ember()),
                        plain(s.claimedWei().ember()),
                        plain(s.walletBalanceWei().ember()),
                        s.payoutAddress());
    }

    private static String job(PracticeSummary.Job job) {
        return "%s: %d rounds, held-out loss %s to %s"
                .formatted(
                        job.id(),
                        job.rounds(),
                        loss(job.heldOutLossStart()),
                        loss(job.heldOutLossEnd()));
    }

    private static String loss(Optional<BigDecimal> loss) {
        return loss.map(l -> l.setScale(4, RoundingMode.HALF_UP).toPlainString())
                .orElse("not measured yet");
    }

    private static String plain(BigDecimal ember) {
        return ember.stripTrailingZeros().toPlainString();
    }
}
