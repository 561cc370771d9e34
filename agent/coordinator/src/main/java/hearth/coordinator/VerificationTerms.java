package hearth.coordinator;

import hearth.protocol.LossLimits;
import hearth.protocol.LossLimits.Doubt;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;

import java.math.BigDecimal;

/// How far the owner of a job may go from the bounds that were measured: nobody's work is refused
/// by bounds that honest work was seen to miss, and nobody becomes trusted by bounds that any work
/// keeps (`docs/decisions/0028-whose-bounds.md`). Whole layers may be left out.
///
/// @param measured bounds of such a job: the strictest that its owner may set
record VerificationTerms(Verification measured) {
    private static final BigDecimal NOTHING = BigDecimal.ZERO;
    private static final BigDecimal OPPOSITE = BigDecimal.ONE.negate();
    private static final BigDecimal BEYOND_ANY_COSINE = BigDecimal.TWO;

    /// Of norms as multiples of the median, nats and standard errors.
    private static final BigDecimal MOST = BigDecimal.valueOf(1000);

    private static final int MOST_SEQUENCES = 1_024;
    private static final int MOST_DECIMALS = 20;

    static VerificationTerms of(Manifest manifest) {
        return new VerificationTerms(MeasuredBounds.of(manifest.recipe(), manifest.training()));
    }

    /// @throws UnfitBoundsException that names the first field that may not be so
    void check(Verification chosen) {
        within("minNorm", chosen.minNorm(), NOTHING, measured.minNorm());
        within("maxNorm", chosen.maxNorm(), measured.maxNorm(), MOST);
        within("minCosine", chosen.minCosine(), OPPOSITE, measured.minCosine());
        within(
                "maxPairCosine",
                chosen.maxPairCosine(),
                measured.maxPairCosine(),
                BEYOND_ANY_COSINE);
        chosen.loss().ifPresent(loss -> loss(loss, measured.loss().orElseThrow()));
        chosen.repeat().ifPresent(repeat -> repeat(repeat, measured.repeat().orElseThrow()));
    }

    private static void loss(LossLimits chosen, LossLimits measured) {
        within("loss.part", chosen.part(), measured.part(), measured.part());
        within("loss.sequences", chosen.sequences(), measured.sequences());
        within("loss.examples", chosen.examples(), measured.examples());
        within("loss.minFall", chosen.minFall(), MOST.negate(), measured.minFall());
        within("loss.minGap", chosen.minGap(), MOST.negate(), measured.minGap());
        chosen.maxRise().ifPresent(rise -> within("loss.maxRise", rise, NOTHING, MOST));
        chosen.doubt().ifPresent(doubt -> doubt(doubt, measured));
    }

    /// Who is doubted may be anybody where no more is asked of him than of all.
    private static void doubt(Doubt chosen, LossLimits measured) {
        var cosine = measured.doubt().map(Doubt::cosine).orElse(BigDecimal.ONE);
        var fall = measured.doubt().map(Doubt::minFall).orElse(measured.minFall());
        within("loss.doubt.cosine", chosen.cosine(), OPPOSITE, cosine);
        within("loss.doubt.minFall", chosen.minFall(), MOST.negate(), fall);
    }

    private static void repeat(RepeatLimits chosen, RepeatLimits measured) {
        within("repeat.same", chosen.same(), measured.same(), measured.same());
        within("repeat.other", chosen.other(), measured.other(), measured.other());
    }

    private static void within(String field, int value, int least) {
        within(
                field,
                BigDecimal.valueOf(value),
                BigDecimal.valueOf(least),
                BigDecimal.valueOf(MOST_SEQUENCES));
    }

    /// One of more decimals than that is as good as any, but takes memory wherever it is
    /// written out.
    private static void within(String field, BigDecimal value, BigDecimal least, BigDecimal most) {
        boolean isShort = Math.abs((long) value.scale()) <= MOST_DECIMALS;
        if (!isShort || value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new UnfitBoundsException(
                    "verification.%s is %s and has to be %s, with %d decimals at most"
                            .formatted(field, value, range(least, most), MOST_DECIMALS));
        }
    }

    private static String range(BigDecimal least, BigDecimal most) {
        return least.compareTo(most) == 0
                ? least.toPlainString()
                : "from %s to %s".formatted(least.toPlainString(), most.toPlainString());
    }
}
