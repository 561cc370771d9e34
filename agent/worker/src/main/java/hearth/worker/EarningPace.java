package hearth.worker;

import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Wei;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What an hour of training earns: by what was accepted in the last seven days, where that is
/// enough to tell; else by the pay and the speed of the newest lease, as if it were accepted.
/// Belongs to the agent's thread.
final class EarningPace {
    private static final Duration LATELY = Duration.ofDays(7);
    private static final Duration LOOKED = Duration.ofMinutes(1);
    private static final Duration ENOUGH_TRAINING = Duration.ofMinutes(30);
    private static final int ENOUGH_RESULTS = 10;
    private static final Duration ENOUGH_STEPS = Duration.ofSeconds(20);
    private static final double HOUR = 3600;

    /// While something trains it is told of once a second: what lies beyond was sleep, and counted
    /// as training it would stop work at a loss that nobody makes, for good.
    private static final Duration LONGEST_GAP = Duration.ofSeconds(20);

    private final AgentRecords records;
    private final Clock clock;
    private Instant looked = Instant.MIN;
    private Optional<Double> realised = Optional.empty();
    private Optional<Double> running = Optional.empty();
    private @Nullable Stretch stretch;

    /// @param seen when it was told of last
    private record Stretch(LeaseId lease, int step, Instant at, Instant seen) {
        boolean isBroken(Instant now) {
            var gap = Duration.between(seen, now);
            return gap.isNegative() || gap.compareTo(LONGEST_GAP) > 0;
        }
    }

    EarningPace(AgentRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /// A training begins, perhaps of a lease that was begun earlier.
    void started() {
        stretch = null;
    }

    /// @param steps of the whole lease
    void stepped(LeaseId lease, Wei pay, int step, int steps) {
        var now = clock.instant();
        var begun = stretch;
        if (begun == null
                || !begun.lease().equals(lease)
                || step < begun.step()
                || begun.isBroken(now)) {
            stretch = new Stretch(lease, step, now, now);
            return;
        }
        stretch = new Stretch(lease, begun.step(), begun.at(), now);
        var took = Duration.between(begun.at(), now);
        if (took.compareTo(ENOUGH_STEPS) >= 0 && step > begun.step()) {
            double share = (double) (step - begun.step()) / steps;
            running =
                    Optional.of(share * pay.ember().doubleValue() * HOUR * 1000 / took.toMillis());
        }
    }

    /// EMBER for an hour of training; absent while nothing tells.
    Optional<BigDecimal> emberPerHour() {
        var now = clock.instant();
        if (looked.equals(Instant.MIN) || !now.isBefore(looked.plus(LOOKED))) {
            looked = now;
            realised = realised(now);
        }
        return realised.or(() -> running).map(BigDecimal::valueOf);
    }

    private Optional<Double> realised(Instant now) {
        var from = now.minus(LATELY);
        var results = records.results().since(from);
        var tally = ResultTally.of(results);
        var earned =
                results.stream()
                        .filter(ResultTally::isPaid)
                        .map(Messages.ResultView::pay)
                        .reduce(Wei.ZERO, Wei::plus);
        var training = records.leases().trainingSince(from);
        if (tally.decided() < ENOUGH_RESULTS || training.compareTo(ENOUGH_TRAINING) < 0) {
            return Optional.empty();
        }
        double judged = (double) tally.decided() / (tally.decided() + tally.open());
        double hours = training.toMillis() / (HOUR * 1000) * judged;
        return Optional.of(earned.ember().doubleValue() / hours);
    }
}
