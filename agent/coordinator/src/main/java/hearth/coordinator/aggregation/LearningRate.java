package hearth.coordinator.aggregation;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// The inner rate of a round: cosine from the peak over all rounds down to a tenth of it.
public record LearningRate(BigDecimal peak, int rounds) {
    private static final double FLOOR = 0.1;
    private static final int DECIMALS = 9;

    /// @param round from 0
    public BigDecimal of(int round) {
        double progress = Math.min(1, (double) round / rounds);
        double share = FLOOR + (1 - FLOOR) * (1 + StrictMath.cos(StrictMath.PI * progress)) / 2;
        return peak.multiply(new BigDecimal(share)).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
