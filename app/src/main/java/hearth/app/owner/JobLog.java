package hearth.app.owner;

import hearth.protocol.JobId;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What `hearth job logs` prints.
///
/// @param rounds how many are published; each one is in `log`
public record JobLog(
        JobId job,
        String state,
        int rounds,
        Wei spentWei,
        Optional<BigDecimal> loss,
        List<RoundView> log) {
    public JobLog {
        log = List.copyOf(log);
    }

    JobLog(JobReport report, List<RoundView> log) {
        this(report.job(), report.state(), report.rounds(), report.spentWei(), report.loss(), log);
    }

    /// One line a round.
    public String forPeople() {
        var text = new StringBuilder("round  published                 accepted refused  loss");
        for (var round : log) {
            text.append(
                    "%n%5d  %-25s %8d %7d  %s"
                            .formatted(
                                    round.round(),
                                    round.publishedAt(),
                                    round.accepted(),
                                    round.refused(),
                                    round.heldOutLoss().map(BigDecimal::toPlainString).orElse("")));
        }
        return text.toString();
    }
}
