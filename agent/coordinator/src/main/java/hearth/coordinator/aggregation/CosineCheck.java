package hearth.coordinator.aggregation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/// `cos(x, mean of the others) ≥ minCosine`. Each of the others counts with norm 1, so that a huge
/// one cannot decide the direction. With nobody to compare with, there is nothing to say.
public record CosineCheck(BigDecimal minCosine) implements GeometryCheck {
    @Override
    public Verdict judge(Update update, List<Update> round) {
        var sum = new double[update.values().length];
        for (var other : round) {
            double norm = other.norm();
            if (other.sequence() != update.sequence() && norm > 0) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += other.values()[i] / norm;
                }
            }
        }
        double dot = 0;
        double square = 0;
        for (int i = 0; i < sum.length; i++) {
            dot += sum[i] * update.values()[i];
            square += sum[i] * sum[i];
        }
        if (square == 0) {
            return new Verdict.Good();
        }
        double norm = update.norm();
        double cosine = norm == 0 ? 0 : dot / (Math.sqrt(square) * norm);
        if (cosine >= minCosine.doubleValue()) {
            return new Verdict.Good();
        }
        return new Verdict.Bad(
                "against-the-others",
                String.format(Locale.ROOT, "cosine %.3f < %s", cosine, minCosine.toPlainString()));
    }
}
