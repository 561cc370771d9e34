package hearth.app.jobs;

import hearth.app.earnings.Verdict;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Messages.RoundView;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// How a job's held-out loss went in the rounds that results of this computer were averaged into.
/// It does not say what a single result did: nobody measures the model without it.
///
/// @param rounds published rounds with a result of this computer, in which the loss is known before
///     and after
/// @param published rounds in all
/// @param change of the loss over those rounds; below zero where it fell
/// @param mine results of this computer in them
/// @param all results that were accepted in them
record LossEffect(int rounds, int published, BigDecimal change, int mine, int all) {

    /// @param start loss before the first round
    /// @param published oldest first
    /// @param results of this computer for this job
    /// @return empty while no such round is published
    static Optional<LossEffect> of(
            Optional<BigDecimal> start, List<RoundView> published, List<ResultView> results) {
        Map<Integer, Long> paid =
                results.stream()
                        .filter(result -> Verdict.of(result).isPaid())
                        .collect(Collectors.groupingBy(ResultView::round, Collectors.counting()));
        var before = start;
        int expected = 0;
        int rounds = 0;
        int mine = 0;
        int all = 0;
        var change = BigDecimal.ZERO;
        for (RoundView round : published) {
            var after = round.heldOutLoss();
            boolean follows = round.round() == expected;
            long own = paid.getOrDefault(round.round(), 0L);
            if (own > 0 && follows && before.isPresent() && after.isPresent()) {
                rounds++;
                mine += (int) own;
                all += Math.max(round.accepted(), (int) own);
                change = change.add(after.get().subtract(before.get()));
            }
            before = after;
            expected = round.round() + 1;
        }
        return rounds == 0
                ? Optional.empty()
                : Optional.of(new LossEffect(rounds, published.size(), change, mine, all));
    }
}
