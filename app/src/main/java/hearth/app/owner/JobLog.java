package hearth.app.owner;

import hearth.protocol.JobId;
import hearth.protocol.Messages.RoundView;
import hearth.protocol.OwnerMessages.Batch;
import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What `hearth job logs` prints.
///
/// @param rounds how many are published; each one is in `log`
/// @param answers good ones so far; empty where a model is trained
public record JobLog(
        JobId job,
        String state,
        int rounds,
        Wei spentWei,
        Optional<BigDecimal> loss,
        List<RoundView> log,
        List<Batch> answers) {
    public JobLog {
        log = List.copyOf(log);
        answers = List.copyOf(answers);
    }

    JobLog(JobReport report, List<RoundView> log, List<Batch> answers) {
        this(
                report.job(),
                report.state(),
                report.rounds(),
                report.spentWei(),
                report.loss(),
                log,
                answers);
    }

    /// One line a round, or one for each lease that answered.
    public String forPeople() {
        return answers.isEmpty() ? ofRounds() : ofAnswers();
    }

    private String ofAnswers() {
        var text = new StringBuilder("inputs            lease");
        for (var batch : answers) {
            int last = batch.number() + batch.inputs() - 1;
            text.append("%n%-17s %s".formatted(batch.number() + "–" + last, batch.lease()));
        }
        return text.toString();
    }

    private String ofRounds() {
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
