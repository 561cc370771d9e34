package hearth.trainer.bench;

import hearth.trainer.bench.Contestant.Turn;

/// Whether two sides computed the same: a ratio of different work means nothing. Seven digits are
/// what a float prints; the last loss depends on every step before it.
sealed interface Agreement {
    double DIGITS = 1e-6;

    /// @param difference largest, relative; 0 is bit-identical
    record Same(double difference) implements Agreement {}

    record Different(String sentence) implements Agreement {}

    static Agreement of(Turn nativeTurn, Turn ours) {
        double first = difference(nativeTurn.firstLoss(), ours.firstLoss());
        double last = difference(nativeTurn.lastLoss(), ours.lastLoss());
        double largest = Math.max(first, last);
        // Negated, so that a loss that is no number differs too.
        if (!(largest <= DIGITS)) {
            return new Different(
                    "The native baseline computes something else: its losses are %s … %s, ours %s … %s."
                            .formatted(
                                    nativeTurn.firstLoss(),
                                    nativeTurn.lastLoss(),
                                    ours.firstLoss(),
                                    ours.lastLoss()));
        }
        return new Same(largest);
    }

    private static double difference(float a, float b) {
        return Math.abs((double) a - b) / Math.max(Math.abs(a), Math.abs(b));
    }
}
