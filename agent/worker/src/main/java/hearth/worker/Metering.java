package hearth.worker;

import hearth.hardware.Observation;
import hearth.worker.electricity.Draw;
import hearth.worker.electricity.ElectricityMeter;
import hearth.worker.electricity.ElectricityMeter.Effort;
import hearth.worker.electricity.Margin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What training draws, costs and earns, as far as the machine and the owner tell. Belongs to the
/// agent's thread.
final class Metering {
    private static final System.Logger LOG = System.getLogger("hearth.worker");
    private static final int DAYS = 7;
    private static final double WEIGHT = 0.02;
    private static final double NOTEWORTHY = 0.5;
    private static final BigDecimal WATTS_PER_KILOWATT = BigDecimal.valueOf(1000);

    private final AgentRecords records;
    private final Clock clock;
    private final boolean onGraphics;
    private final ElectricityMeter meter;
    private final EarningPace pace;
    private Map<String, Double> idle;
    private Optional<Double> usual;
    private Optional<Duration> unknownSince = Optional.empty();

    Metering(AgentRecords records, Clock clock, boolean onGraphics) {
        this.records = records;
        this.clock = clock;
        this.onGraphics = onGraphics;
        this.idle = records.settings().idleWatts();
        this.meter = new ElectricityMeter(idle);
        this.pace = new EarningPace(records, clock);
        this.usual = records.electricity().watts(DAYS);
    }

    /// @param card that trains; absent for the processor, or where the engine does not say
    /// @param ownLoad 0…1 of all cores that is ours
    void saw(Observation seen, boolean training, Optional<String> card, Optional<Double> ownLoad) {
        var terms = records.settings().electricity();
        var effort = training ? new Effort(true, onGraphics, card, ownLoad) : Effort.NONE;
        var uses = meter.next(seen, effort, terms.trainingWatts());
        records.electricity().used(uses, terms);
        if (!uses.isEmpty()) {
            double watts = uses.stream().mapToDouble(u -> u.draw().watts()).sum();
            usual = Optional.of(usual.map(u -> u + WEIGHT * (watts - u)).orElse(watts));
        }
        unknown(seen, training);
        keepIdle();
    }

    private void unknown(Observation seen, boolean training) {
        if (!training || !meter.draws().isEmpty()) {
            unknownSince = Optional.empty();
            return;
        }
        unknownSince
                .map(since -> seen.since().minus(since))
                .filter(Duration::isPositive)
                .ifPresent(
                        time ->
                                records.electricity()
                                        .unknown(time, records.settings().electricity()));
        unknownSince = Optional.of(seen.since());
    }

    /// Written when a figure has moved noticeably, so that a restart in the middle of work has it.
    private void keepIdle() {
        var now = meter.idle();
        boolean moved =
                now.entrySet().stream()
                        .anyMatch(
                                e -> {
                                    var before = idle.get(e.getKey());
                                    return before == null
                                            || Math.abs(before - e.getValue())
                                                    > Math.max(NOTEWORTHY, before * 0.05);
                                });
        if (moved) {
            idle = now;
            try {
                records.settings().idleWatts(now);
            } catch (AgentException e) {
                LOG.log(System.Logger.Level.WARNING, "the idle draw is not written down", e);
            }
        }
    }

    void started() {
        pace.started();
    }

    void stepped(Work.Training work, int done) {
        pace.stepped(work.id(), work.lease().pay(), done, work.assignment().steps());
    }

    /// Of an hour of training, begun now. Absent unless the owner told a tariff and a price of
    /// EMBER, and both draw and earnings are known.
    Optional<Margin> margin() {
        var terms = records.settings().electricity();
        var told = terms.trainingWatts().map(BigDecimal::doubleValue);
        var watts = told.or(() -> usual);
        var ember = pace.emberPerHour();
        if (terms.tariff().isEmpty()
                || terms.emberPrice().isEmpty()
                || terms.currency().isEmpty()
                || watts.isEmpty()
                || ember.isEmpty()) {
            return Optional.empty();
        }
        var hour = clock.instant().atZone(clock.getZone()).toLocalTime();
        var cost =
                BigDecimal.valueOf(watts.get())
                        .divide(WATTS_PER_KILOWATT)
                        .multiply(terms.tariff().get().perKwh(hour));
        var earned = ember.get().multiply(terms.emberPrice().get());
        return Optional.of(
                new Margin(
                        earned.round(MathContext.DECIMAL32),
                        cost.round(MathContext.DECIMAL32),
                        terms.currency().get()));
    }

    /// @param now without what is metered
    AgentSnapshot.Electricity snapshot(AgentSnapshot.Today now) {
        var terms = records.settings().electricity();
        return new AgentSnapshot.Electricity(
                meter.draws().stream()
                        .map(
                                d ->
                                        new Draw(
                                                d.device(),
                                                Math.round(d.watts() * 10) / 10.0,
                                                d.source()))
                        .toList(),
                // A training that ended before anything was read of it did not cost nothing.
                records.electricity()
                        .today(now.earned(), terms)
                        .filter(
                                d ->
                                        d.kWh().filter(k -> k.signum() > 0).isPresent()
                                                || now.training().isZero()),
                margin());
    }
}
