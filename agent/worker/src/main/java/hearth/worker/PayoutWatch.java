package hearth.worker;

import hearth.protocol.PayoutMessages.Payout;
import hearth.protocol.PayoutMessages.PendingChange;
import hearth.worker.AgentSnapshot.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;

/// Compares where the coordinator says that this device is paid with what a wallet on this computer
/// signed: what differs, or is about to, its owner is told. Safe for use by several threads.
final class PayoutWatch {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private static final Duration A_YEAR = Duration.ofDays(365);

    private final AgentSettings settings;
    private final Clock clock;
    private volatile @Nullable Payout told;

    /// @param clock in whose zone a moment is said
    PayoutWatch(AgentSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /// Another account counts here only if it was asked for here.
    void told(Payout now) {
        var counts = now.payout();
        settings.askedPayout()
                .filter(asked -> counts.filter(asked::equalsIgnoreCase).isPresent())
                .ifPresent(settings::payout);
        told = now;
    }

    /// What the owner should hear of, the worst first.
    Optional<Reason> reason() {
        var known = told;
        return known == null ? Optional.empty() : differing(known).or(() -> changing(known));
    }

    private Optional<Reason> differing(Payout known) {
        var bound = settings.payout();
        return known.payout()
                .filter(_ -> bound.isPresent())
                .filter(paid -> !paid.equalsIgnoreCase(bound.orElseThrow()))
                .map(paid -> new Reason("payout-differs", isAddress(paid) ? paid : ""));
    }

    private Optional<Reason> changing(Payout known) {
        return known.changes().stream()
                .map(PendingChange::countsAt)
                .filter(this::isNear)
                .min(Comparator.naturalOrder())
                .map(at -> new Reason("payout-changes", said(at)));
    }

    /// What does not count within a year either way is no change that a coordinator of ours makes.
    private boolean isNear(Instant at) {
        var now = clock.instant();
        return at.isAfter(now.minus(A_YEAR)) && at.isBefore(now.plus(A_YEAR));
    }

    private String said(Instant at) {
        return MINUTES.format(at.atZone(clock.getZone()));
    }

    static boolean isAddress(String text) {
        return text.matches("0x[0-9a-fA-F]{40}");
    }
}
