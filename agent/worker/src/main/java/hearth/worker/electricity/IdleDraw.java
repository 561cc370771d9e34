package hearth.worker.electricity;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What each sensor shows while nothing trains and nobody else works the machine hard, learned from
/// readings of such moments. One thread.
final class IdleDraw {
    /// A reading counts this much: the last ten or so decide.
    private static final double WEIGHT = 0.1;

    private final Map<String, Double> watts = new HashMap<>();

    /// @param known from an earlier run
    IdleDraw(Map<String, Double> known) {
        watts.putAll(known);
    }

    void saw(String sensor, double now) {
        watts.merge(sensor, now, (before, _) -> before + WEIGHT * (now - before));
    }

    Optional<Double> of(String sensor) {
        return Optional.ofNullable(watts.get(sensor));
    }

    /// What is above it, never below zero. All of it before the idle draw is known: the owner is
    /// told too much rather than too little.
    double above(String sensor, double now) {
        return Math.max(0, now - watts.getOrDefault(sensor, 0.0));
    }

    Map<String, Double> all() {
        return new TreeMap<>(watts);
    }
}
