package hearth.app.earnings;

import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One point of how earnings grew.
///
/// @param ember earned by this computer up to then, for drawing
record Sum(Instant at, double ember) {
    /// More of them nobody can tell apart on a screen, and each is drawn by the processor.
    static final int MOST = 500;

    /// After each result that paid, oldest first; where these are more than [#MOST], after the last
    /// one of each of that many equal spans of time.
    static List<Sum> over(List<ResultView> newestFirst) {
        var paid = newestFirst.reversed().stream().filter(r -> Verdict.of(r).isPaid()).toList();
        if (paid.isEmpty()) {
            return List.of();
        }
        Instant first = paid.getFirst().receivedAt();
        Duration whole = Duration.between(first, paid.getLast().receivedAt());
        boolean isThinned = paid.size() > MOST;
        var points = new ArrayList<Sum>();
        var total = Wei.ZERO;
        long slot = -1;
        for (ResultView result : paid) {
            total = total.plus(result.pay());
            var point = new Sum(result.receivedAt(), total.ember().doubleValue());
            long now = slot(Duration.between(first, result.receivedAt()), whole);
            if (isThinned && now == slot) {
                points.set(points.size() - 1, point);
            } else {
                points.add(point);
            }
            slot = now;
        }
        return List.copyOf(points);
    }

    private static long slot(Duration since, Duration whole) {
        double share = whole.isZero() ? 0 : (double) since.toMillis() / whole.toMillis();
        return Math.clamp((long) (share * MOST), 0, MOST - 1);
    }
}
