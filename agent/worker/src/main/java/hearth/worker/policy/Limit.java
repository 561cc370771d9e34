package hearth.worker.policy;

import hearth.worker.policy.Memory.Signal;

import java.util.Optional;

/// A limit with two ends, so that what hovers around it does not switch work on and off. Where
/// `resume` lies below `stop` it is a ceiling, where it lies above a floor.
///
/// @param stop beyond it work stops
/// @param resume on this side of it work may go on
public record Limit(double stop, double resume) {
    public Limit {
        if (!Double.isFinite(stop) || !Double.isFinite(resume) || stop == resume) {
            throw new IllegalArgumentException("a limit needs two different ends");
        }
    }

    Signal signal(Optional<Double> value) {
        if (value.isEmpty()) {
            return Signal.SILENT;
        }
        double v = value.get();
        boolean ceiling = resume < stop;
        if (ceiling ? v > stop : v < stop) {
            return Signal.BEYOND;
        }
        return (ceiling ? v <= resume : v >= resume) ? Signal.CLEAR : Signal.BETWEEN;
    }
}
