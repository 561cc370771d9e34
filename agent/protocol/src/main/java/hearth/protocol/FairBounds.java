package hearth.protocol;

import hearth.protocol.LossLimits.Doubt;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;

import java.math.BigDecimal;

/// What a device looks at before it works for a job: whether honest work can be accepted there at
/// all. Coordinators hold owners to what was measured for such a model, which is never stricter
/// than this (the coordinator's decision record 28).
public final class FairBounds {
    private static final BigDecimal LARGEST_MIN_NORM = new BigDecimal("0.5");
    private static final BigDecimal SMALLEST_MAX_NORM = new BigDecimal("2");
    private static final BigDecimal LARGEST_MIN_COSINE = new BigDecimal("0.25");
    private static final BigDecimal SMALLEST_PAIR_COSINE = new BigDecimal("0.6");
    private static final LossLimits LOSS = LossLimits.usual(1);

    private FairBounds() {}

    /// Whether nothing in a manifest is stricter than what honest work keeps.
    public static boolean areIn(Manifest manifest) {
        var chosen = manifest.verification();
        var apart =
                manifest.inference()
                        .map(asked -> asked.form().repeatLimits(manifest.training().innerSteps()))
                        .orElseGet(RepeatLimits::usual);
        return (manifest.inference().isPresent() || isGeometryFair(chosen))
                && chosen.loss().map(FairBounds::isFair).orElse(true)
                && chosen.repeat().map(repeat -> isFair(repeat, apart)).orElse(true);
    }

    private static boolean isGeometryFair(Verification chosen) {
        return chosen.minNorm().compareTo(LARGEST_MIN_NORM) <= 0
                && chosen.maxNorm().compareTo(SMALLEST_MAX_NORM) >= 0
                && chosen.minCosine().compareTo(LARGEST_MIN_COSINE) <= 0
                && chosen.maxPairCosine().compareTo(SMALLEST_PAIR_COSINE) >= 0;
    }

    private static boolean isFair(LossLimits chosen) {
        return chosen.part().compareTo(LOSS.part()) == 0
                && chosen.minFall().compareTo(LOSS.minFall()) <= 0
                && chosen.minGap().compareTo(LOSS.minGap()) <= 0
                && chosen.doubt()
                                .map(Doubt::minFall)
                                .orElse(LOSS.minFall())
                                .compareTo(LOSS.minFall())
                        <= 0;
    }

    private static boolean isFair(RepeatLimits chosen, RepeatLimits least) {
        return chosen.same().compareTo(least.same()) >= 0
                && chosen.other().compareTo(least.other()) >= 0
                && chosen.other().compareTo(chosen.same()) >= 0;
    }
}
