package hearth.coordinator.aggregation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// `cos(x, mean of the others) ≥ minCosine`. Each of the others counts with norm 1, so that a huge
/// one cannot decide the direction. With nobody to compare with, there is nothing to say.
record CosineCheck(BigDecimal minCosine) implements GeometryCheck {
    /// Square of the length of what the others have in common, where that is but rounding.
    private static final double NOTHING = 1e-12;

    @Override
    public Verdict judge(Update update, List<Update> round, Gram gram) {
        double cosine = cosine(update, round, gram).orElse(1);
        if (cosine >= minCosine.doubleValue()) {
            return new Verdict.Good();
        }
        return new Verdict.Bad(
                "against-the-others",
                String.format(Locale.ROOT, "cosine %.3f < %s", cosine, minCosine.toPlainString()));
    }

    /// To the mean of the others; absent where they have nothing in common.
    static OptionalDouble cosine(Update update, List<Update> round, Gram gram) {
        var others =
                round.stream()
                        .filter(u -> u.sequence() != update.sequence() && gram.norm(u) > 0)
                        .toList();
        double dot = 0;
        for (var other : others) {
            dot += gram.product(update, other) / gram.norm(other);
        }
        double square = gram.squareOfSum(others);
        if (square <= NOTHING) {
            return OptionalDouble.empty();
        }
        double norm = gram.norm(update);
        return OptionalDouble.of(norm == 0 ? 0 : dot / (Math.sqrt(square) * norm));
    }
}
