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

    private final AgentRecords records;
    private final Clock clock;
    private Instant looked = Instant.MIN;
    private Optional<Double> realised = Optional.empty();
    private Optional<Double> running = Optional.empty();
    private @Nullable Stretch stretch;

    private record Stretch(LeaseId lease, int step, Instant at) {}

    EarningPace(AgentRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /// @param steps of the whole lease
    void stepped(LeaseId lease, Wei pay, int step, int steps) {
        var now = clock.instant();
        var begun = stretch;
        if (begun == null || !begun.lease().equals(lease) || step < begun.step()) {
            stretch = new Stretch(lease, step, now);
            return;
        }
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
        long decided = 0;
        long open = 0;
        var earned = Wei.ZERO;
        for (var result : records.results().since(from)) {
            if (isPaid(result)) {
                earned = earned.plus(result.pay());
                decided++;
            } else if (result.ledger().isPresent() || ResultMirror.isRefused(result)) {
                decided++;
            } else {
                open++;
            }
        }
        var training = records.leases().trainingSince(from);
        if (decided < ENOUGH_RESULTS || training.compareTo(ENOUGH_TRAINING) < 0) {
            return Optional.empty();
        }
        double hours = training.toMillis() / (HOUR * 1000) * decided / (decided + open);
        return Optional.of(earned.ember().doubleValue() / hours);
    }

    private static boolean isPaid(Messages.ResultView result) {
        var owed = result.ledger().orElse("");
        return owed.equals("HELD") || owed.equals("RELEASED");
    }
}
