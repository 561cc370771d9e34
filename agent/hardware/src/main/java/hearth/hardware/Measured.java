package hearth.hardware;

import java.util.Optional;

/// How OSHI and drivers write that they do not know: a negative number, zero or nonsense.
final class Measured {
    private Measured() {}

    /// A share of one; zero is a fact, a negative number is not.
    static Optional<Double> share(double value) {
        return value >= 0 && Double.isFinite(value)
                ? Optional.of(Math.min(value, 1))
                : Optional.empty();
    }

    /// Any number from zero on.
    static Optional<Double> amount(double value) {
        return value >= 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    static Optional<Double> positive(double value) {
        return value > 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    }

    static Optional<Long> positive(long value) {
        return value > 0 ? Optional.of(value) : Optional.empty();
    }
}
