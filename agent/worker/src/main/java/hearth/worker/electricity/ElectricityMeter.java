package hearth.worker.electricity;

import hearth.hardware.Observation;
import hearth.hardware.Reading;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells from readings of the machine what training draws above idle. Sensors come first: of the
/// graphics card, of the processor (its share of what is above idle), of an emptying battery. Where
/// none is, the processor is modelled from the time that training uses; a card without a sensor is
/// not known and stays absent. What the owner's plug meter told stands above all. One thread.
public final class ElectricityMeter {
    /// Of one busy logical processor. Package limits of makers divided by threads lie between 2 W
    /// (laptops, servers) and 9 W (desktops); a model, and called one wherever it is shown.
    public static final double MODELLED_WATTS_PER_PROCESSOR = 5;

    private static final String BATTERY = "battery";

    /// Longer than any pause between two readings while something trains: what lies beyond was
    /// sleep.
    private static final Duration LONGEST = Duration.ofSeconds(20);

    /// After a training the fans run on and the clocks stay up.
    private static final Duration SETTLING = Duration.ofSeconds(30);

    private static final double QUIET_CARD = 0.05;
    private static final double QUIET_PROCESSOR = 0.2;
    private static final double NANOS = 1e9;

    private final IdleDraw idle;
    private @Nullable Observation before;
    private List<Draw> draws = List.of();
    private @Nullable Duration worked;

    /// What trains.
    ///
    /// @param training whether something does
    /// @param card whose it is; absent for the processor, or where the engine does not say
    /// @param graphics whether a graphics card trains
    /// @param processorLoad 0…1 of all logical processors that is training's doing
    public record Effort(
            boolean training,
            boolean graphics,
            Optional<String> card,
            Optional<Double> processorLoad) {
        public static final Effort NONE =
                new Effort(false, false, Optional.empty(), Optional.empty());
    }

    /// What a device used since the reading before.
    ///
    /// @param time for which it lasted
    public record Use(Draw draw, Duration time) {
        public double joules() {
            return draw.watts() * time.toNanos() / NANOS;
        }
    }

    /// @param idle watts of each sensor, from [#idle] of an earlier run; may be empty
    public ElectricityMeter(Map<String, Double> idle) {
        this.idle = new IdleDraw(idle);
    }

    /// Watts of each sensor while nothing trains, as learned.
    public Map<String, Double> idle() {
        return idle.all();
    }

    /// Above idle at the newest reading; empty while nothing trains or nothing is known.
    public List<Draw> draws() {
        return draws;
    }

    /// Takes the next observation. One that brings no new reading changes nothing.
    ///
    /// @return what was used since the reading before
    @SuppressWarnings("ReferenceEquality") // a quiet machine gives equal readings again and again
    public List<Use> next(Observation seen, Effort effort, Optional<BigDecimal> told) {
        var last = before;
        if (last != null && last.reading() == seen.reading()) {
            return List.of();
        }
        before = seen;
        var used = last == null ? List.<Use>of() : since(last, seen);
        if (effort.training()) {
            worked = seen.since();
            draws = draws(seen.reading(), effort, told);
        } else {
            draws = List.of();
            learn(seen);
        }
        return used;
    }

    private List<Use> since(Observation last, Observation seen) {
        var passed = seen.since().minus(last.since());
        if (passed.isNegative() || passed.compareTo(LONGEST) > 0) {
            return List.of();
        }
        return draws.stream().map(draw -> new Use(draw, passed)).toList();
    }

    private void learn(Observation seen) {
        var since = worked;
        if (since != null && seen.since().minus(since).compareTo(SETTLING) < 0) {
            return;
        }
        var reading = seen.reading();
        for (var card : reading.graphics()) {
            boolean quiet = card.load().map(l -> l <= QUIET_CARD).orElse(true);
            card.watts().filter(_ -> quiet).ifPresent(w -> idle.saw(card.id(), w));
        }
        if (reading.cpuLoad().filter(l -> l > QUIET_PROCESSOR).isEmpty()) {
            reading.cpuWatts().ifPresent(w -> idle.saw(Draw.PROCESSOR, w));
            reading.rest().batteryWatts().ifPresent(w -> idle.saw(BATTERY, w));
        }
    }

    private List<Draw> draws(Reading reading, Effort effort, Optional<BigDecimal> told) {
        if (told.isPresent()) {
            double watts = told.get().doubleValue();
            return List.of(new Draw(Draw.COMPUTER, watts, Draw.Source.TOLD));
        }
        var found = new ArrayList<Draw>();
        if (effort.graphics()) {
            reading.graphics().stream()
                    .filter(c -> effort.card().map(c.id()::equals).orElse(true))
                    .forEach(
                            card ->
                                    card.watts()
                                            .map(w -> idle.above(card.id(), w))
                                            .map(w -> new Draw(card.id(), w, Draw.Source.MEASURED))
                                            .ifPresent(found::add));
            if (found.isEmpty()) {
                return List.of();
            }
        }
        processor(reading, effort).ifPresent(found::add);
        return found;
    }

    private Optional<Draw> processor(Reading reading, Effort effort) {
        var share = effort.processorLoad();
        if (reading.cpuWatts().isPresent()) {
            double ours =
                    share.flatMap(own -> reading.cpuLoad().filter(l -> l > 0).map(l -> own / l))
                            .map(s -> Math.clamp(s, 0, 1))
                            .orElse(1.0);
            double watts = ours * idle.above(Draw.PROCESSOR, reading.cpuWatts().get());
            return Optional.of(new Draw(Draw.PROCESSOR, watts, Draw.Source.MEASURED));
        }
        var battery = reading.rest().batteryWatts().filter(_ -> idle.of(BATTERY).isPresent());
        if (battery.isPresent() && !effort.graphics()) {
            return Optional.of(
                    new Draw(
                            Draw.COMPUTER,
                            idle.above(BATTERY, battery.get()),
                            Draw.Source.MEASURED));
        }
        return share.map(s -> s * reading.cores() * MODELLED_WATTS_PER_PROCESSOR)
                .map(w -> new Draw(Draw.PROCESSOR, w, Draw.Source.MODELLED));
    }
}
