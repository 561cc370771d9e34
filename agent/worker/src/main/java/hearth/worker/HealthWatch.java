package hearth.worker;

import hearth.hardware.Observation;
import hearth.hardware.Reading;
import hearth.worker.policy.Cause;
import hearth.worker.policy.Reason;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Watches over the computer while it works: writes down what that costs it, lets a card rest that
/// its driver keeps slowing down because of heat, and takes work off the cards for good once a
/// driver reports that one failed. Times are the observer's, which no clock change touches. Belongs
/// to the agent's thread.
final class HealthWatch {
    /// A moment of heat is nothing; cards steer by it.
    private static final Duration HOT_FOR = Duration.ofSeconds(30);

    private static final Duration REST = Duration.ofMinutes(5);

    /// Longer than this nobody looked, as after a sleep.
    private static final Duration GAP = Duration.ofSeconds(5);

    private final HealthLedger ledger;
    private final Map<String, Duration> slowSince = new HashMap<>();
    private Duration last = Duration.ZERO;
    private long faultsSeen;
    private @Nullable Rest rest;
    private Optional<Reading.DriverFault> failed = Optional.empty();

    private record Rest(String card, Duration until) {}

    HealthWatch(HealthLedger ledger) {
        this.ledger = ledger;
    }

    /// @param working whether the child has a lease
    /// @param onCards whether the child computes on a graphics card
    void observe(Observation seen, boolean working, boolean onCards) {
        var passed = seen.since().minus(last);
        last = seen.since();
        if (passed.isPositive() && passed.compareTo(GAP) <= 0 && working) {
            count(seen.reading(), onCards, passed);
        }
        for (var card : seen.reading().graphics()) {
            slowed(card, seen.since(), working && onCards);
        }
        seen.reading().driverFaults().stream()
                .filter(fault -> fault.number() > faultsSeen)
                .forEach(this::reported);
    }

    private void count(Reading reading, boolean onCards, Duration passed) {
        if (onCards) {
            for (var card : reading.graphics()) {
                card.temperature().ifPresent(t -> ledger.worked(card.name(), true, t, passed));
            }
        }
        reading.cpuTemperature().ifPresent(t -> ledger.worked(reading.cpu(), false, t, passed));
    }

    private void slowed(Reading.Graphics card, Duration now, boolean working) {
        if (!working || !card.slowedByHeat().orElse(false)) {
            slowSince.remove(card.id());
            return;
        }
        var since = slowSince.putIfAbsent(card.id(), now);
        if (since == null) {
            ledger.note("thermal-throttle", card.name());
        } else if (now.minus(since).compareTo(HOT_FOR) >= 0) {
            rest = new Rest(card.name(), now.plus(REST));
        }
    }

    private void reported(Reading.DriverFault fault) {
        faultsSeen = fault.number();
        ledger.note(fault.isOfTheCard() ? "driver-reset" : "driver-error", "xid-" + fault.xid());
        if (fault.isOfTheCard()) {
            failed = Optional.of(fault);
        }
    }

    /// What stands against work on the cards, if anything.
    Optional<Reason> against() {
        if (failed.isPresent()) {
            return failed.map(
                    fault -> new Reason(Cause.CARD_FAILED, Integer.toString(fault.xid())));
        }
        var pause = rest;
        return pause != null && last.compareTo(pause.until()) < 0
                ? Optional.of(new Reason(Cause.CARD_THROTTLED, pause.card()))
                : Optional.empty();
    }

    /// The owner wants to go on.
    void forgive() {
        failed = Optional.empty();
        rest = null;
    }

    /// What went wrong with a lease or with the agent's home.
    void note(AgentSnapshot.Reason problem) {
        ledger.note(problem.id(), problem.detail());
    }

    Health health() {
        return ledger.health();
    }
}
