package hearth.protocol;

import java.math.BigDecimal;
import java.util.Optional;

/// What a part of an update has to do to the loss.
///
/// @param part of the update that is applied
/// @param sequences that are measured of what the lease trains on, as many of other data, and
/// as many of unseen data
/// @param examples that one of these sequences is made of: more than one where they are short
/// @param minFall smallest mean fall of the loss on unseen data, nats
/// @param minGap by how many standard errors the loss falls more on the lease's own data
/// @param maxRise nats by which a round may raise the loss of the held-out data, or it does not
/// take that step; absent where any step is taken
/// @param doubt of updates that agree little with the others; absent where nobody doubts them
public record LossLimits(
        BigDecimal part,
        int sequences,
        int examples,
        BigDecimal minFall,
        BigDecimal minGap,
        Optional<BigDecimal> maxRise,
        Optional<Doubt> doubt) {
    /// Whatever the rounds do.
    public LossLimits(
            BigDecimal part, int sequences, int examples, BigDecimal minFall, BigDecimal minGap) {
        this(part, sequences, examples, minFall, minGap, Optional.empty(), Optional.empty());
    }

    /// The same, with rounds that do not raise the loss by more than that.
    public LossLimits rising(BigDecimal atMost) {
        return new LossLimits(
                part, sequences, examples, minFall, minGap, Optional.of(atMost), doubt);
    }

    /// The same, with more to show for updates that agree little with the others.
    public LossLimits doubting(BigDecimal cosine, BigDecimal fall) {
        return new LossLimits(
                part,
                sequences,
                examples,
                minFall,
                minGap,
                maxRise,
                Optional.of(new Doubt(cosine, fall)));
    }

    public LossLimits {
        if (sequences < 2 || examples < 1) {
            throw new IllegalArgumentException("a standard error needs two sequences");
        }
    }

    /// For a model that is past its beginning: 0.2 of the update, 32 sequences, 2.5 errors.
    ///
    /// @param examples of one sequence
    public static LossLimits usual(int examples) {
        return new LossLimits(
                new BigDecimal("0.2"), 32, examples, BigDecimal.ZERO, new BigDecimal("2.5"));
    }

    /// One small update may raise the loss of unseen data by chance, but hardly one that agrees
    /// little with the others, too.
    ///
    /// @param cosine to the mean of the others, below which an update is doubted
    /// @param minFall of the loss on unseen data that such an update has to show
    public record Doubt(BigDecimal cosine, BigDecimal minFall) {}
}
