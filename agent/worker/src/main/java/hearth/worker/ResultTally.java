package hearth.worker;

import hearth.protocol.Messages.ResultView;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How the results of some time were judged.
///
/// @param accepted held or released
/// @param decided accepted, refused, late or slashed
/// @param open not decided yet
public record ResultTally(long accepted, long decided, long open) {
    private static final Duration LATELY = Duration.ofDays(7);
    private static final int PAGE = 1000;

    static ResultTally of(List<ResultView> results) {
        return new ResultTally(0, 0, 0).with(results);
    }

    /// Of the last seven days.
    public static ResultTally lately(AgentLink agent, Instant now) {
        var from = now.minus(LATELY);
        var tally = new ResultTally(0, 0, 0);
        long after = 0;
        while (true) {
            var page = agent.results(after, PAGE);
            tally = tally.with(page.stream().filter(r -> !r.receivedAt().isBefore(from)).toList());
            if (page.size() < PAGE) {
                return tally;
            }
            after = page.getLast().sequence();
        }
    }

    private ResultTally with(List<ResultView> more) {
        long paid = more.stream().filter(ResultTally::isPaid).count();
        long judged = more.stream().filter(ResultTally::isDecided).count();
        return new ResultTally(accepted + paid, decided + judged, open + more.size() - judged);
    }

    static boolean isPaid(ResultView result) {
        var owed = result.ledger().orElse("");
        return owed.equals("HELD") || owed.equals("RELEASED");
    }

    private static boolean isDecided(ResultView result) {
        return result.ledger().isPresent() || ResultMirror.isRefused(result);
    }
}
