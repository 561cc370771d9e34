package hearth.coordinator.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.LossLimits;

import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

class LossCheckTest {
    private static final int HONEST = 2_000;

    private final LossCheck check = new LossCheck(LossLimits.usual(1));

    @Test
    void acceptsWhatLowersTheLossOfItsOwnDataMost() {
        var score = new LossScore(0.01, List.of(0.05, 0.06, 0.055), List.of(0.01, 0.012, 0.008));

        assertThat(check.judge(score.summary(), 1, 1, 1)).isEqualTo(new Verdict.Good());
    }

    @Test
    void refusesWhatRaisesTheLossOfUnseenData() {
        var score = new LossScore(-0.01, List.of(0.05, 0.06, 0.055), List.of(0.01, 0.012, 0.008));

        assertThat(check.judge(score.summary(), 1, 1, 1))
                .isEqualTo(new Verdict.Bad("loss-rises", "loss-fall -0.01000 < 0"));
    }

    @Test
    void refusesWhatLowersTheLossOfOtherDataAsMuch() {
        var score = new LossScore(0.01, List.of(0.02, 0.01, 0.03), List.of(0.01, 0.02, 0.03));

        assertThat(check.judge(score.summary(), 1, 1, 1))
                .isEqualTo(new Verdict.Bad("not-this-data", "t 0.00 < 2.50"));
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        var score = new LossScore(Double.NaN, List.of(0.05, 0.06), List.of(0.01, 0.02));

        assertThat(check.judge(score.summary(), 1, 1, 1)).isInstanceOf(Verdict.Bad.class);
    }

    /// Welch's t of {1, 2, 3} and {0, 0, 3}: 1 ÷ √(1/3 + 3/3).
    @Test
    void measuresTheGapInStandardErrors() {
        var score = new LossScore(1, List.of(1.0, 2.0, 3.0), List.of(0.0, 0.0, 3.0));

        assertThat(score.gap()).isEqualTo(1 / Math.sqrt(4.0 / 3), within());
    }

    private static Offset<Double> within() {
        return Assertions.within(1e-12);
    }

    @Test
    void looksAtMoreSequencesOfPartOfALease() {
        assertThat(check.sequences(1)).isEqualTo(32);
        assertThat(check.sequences(0.5)).isEqualTo(128);
        assertThat(check.sequences(0.1)).isEqualTo(128);
        assertThat(check.minGap(0.5)).isEqualTo(2.5);
        assertThat(check.minGap(0.25)).isZero();
        assertThat(check.minGap(0.05)).isEqualTo(-2);
    }

    /// Of {1, 2, 3}: 2 ÷ √(1/3).
    @Test
    void measuresAgainstTheOthersOfTheRoundWithoutOtherData() {
        var score = new LossScore(1, List.of(1.0, 2.0, 3.0), List.of());

        assertThat(score.gap()).isEqualTo(2 / Math.sqrt(1.0 / 3), within());
    }

    @Test
    void doubtsOnlyWhatAgreesLittleWithTheOthers() {
        var limits = LossLimits.usual(1).doubting(new BigDecimal("0.25"), new BigDecimal("0.02"));
        var doubting = new LossCheck(limits);
        var score = new LossScore(0.01, List.of(0.05, 0.06, 0.055), List.of()).summary();

        assertThat(doubting.judge(score, 1, 0.3, 0.4)).isEqualTo(new Verdict.Good());
        assertThat(doubting.judge(score, 1, 0.2, 0.2))
                .isEqualTo(new Verdict.Bad("loss-rises", "loss-fall 0.01000 < 0.02"));
    }

    /// Stale work of a late round: 0.3, where the others of its round agree with 0.56.
    @Test
    void doubtsWhatAgreesLessThanIsUsualInItsRound() {
        var limits = LossLimits.usual(1).doubting(new BigDecimal("0.25"), new BigDecimal("0.02"));
        var doubting = new LossCheck(limits);
        var score = new LossScore(0.01, List.of(0.05, 0.06, 0.055), List.of()).summary();

        assertThat(doubting.judge(score, 1, 0.3, 0.56)).isInstanceOf(Verdict.Bad.class);
        assertThat(doubting.judge(score, 1, 0.38, 0.56)).isEqualTo(new Verdict.Good());
        assertThat(doubting.judge(score, 0.5, 0.3, 0.56)).isEqualTo(new Verdict.Good());
        assertThat(check.judge(score, 1, 0.01, 0.56)).isEqualTo(new Verdict.Good());
    }

    @Test
    void looksNoFurtherOnlyWhereHalfShowsMoreThanIsAskedOfAll() {
        assertThat(check.isClearlyItsOwn(4.5)).isTrue();
        assertThat(check.isClearlyItsOwn(4.4)).isFalse();
        assertThat(check.hasClearlyFallen(0.05, 0.02, Optional.empty())).isTrue();
        assertThat(check.hasClearlyFallen(0.05, 0.03, Optional.empty())).isFalse();
    }

    @Test
    void looksAtAllOfWhatMayBeDoubtedUnlessItShowsMore() {
        var limits = LossLimits.usual(1).doubting(new BigDecimal("0.25"), new BigDecimal("0.02"));
        var doubting = new LossCheck(limits);

        assertThat(doubting.hasClearlyFallen(0.01, 0.004, Optional.of(peers(0.5, 0.56)))).isTrue();
        assertThat(doubting.hasClearlyFallen(0.01, 0.004, Optional.of(peers(0.4, 0.56)))).isFalse();
        assertThat(doubting.hasClearlyFallen(0.01, 0.004, Optional.of(peers(0.28, 0.3)))).isFalse();
        assertThat(doubting.hasClearlyFallen(0.01, 0.004, Optional.empty())).isFalse();
        assertThat(doubting.hasClearlyFallen(0.03, 0.004, Optional.empty())).isTrue();
    }

    private static Peers peers(double cosine, double usual) {
        return new Peers(Numbers.zeros(), cosine, usual);
    }

    /// As in the simulation: a whole lease shows 11 standard errors of fall and 8 of gap.
    @Test
    void refusesHonestPartsAsRarelyAsWholeLeases() {
        var random = new SplittableRandom(1);
        for (double share : new double[] {1 / 30.0, 0.1, 0.125, 0.2, 0.3, 0.5, 1}) {
            int refused = 0;
            for (int i = 0; i < HONEST; i++) {
                var verdict = check.judge(measured(share, share, random), share, 1, 1);
                refused += verdict instanceof Verdict.Bad ? 1 : 0;
            }
            assertThat(refused).as("of a part of " + share).isLessThanOrEqualTo(HONEST / 200);
        }
    }

    @Test
    void refusesHalfALeaseOfOtherData() {
        var random = new SplittableRandom(2);
        int refused = 0;
        for (int i = 0; i < HONEST; i++) {
            var verdict = check.judge(measured(0.5, 0, random), 0.5, 1, 1);
            refused += verdict instanceof Verdict.Bad ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(HONEST * 98 / 100);
    }

    /// @param own part of a lease's work on its own data
    private LossScore.Summary measured(double share, double own, SplittableRandom random) {
        int sequences = check.sequences(share);
        var others = falls(0.05 * share, sequences, random);
        return new LossScore(
                        others.stream().mapToDouble(v -> v).average().orElseThrow(),
                        falls(0.05 * share + 0.05 * own, sequences, random),
                        others)
                .summary();
    }

    private static List<Double> falls(double mean, int sequences, SplittableRandom random) {
        return Stream.generate(() -> mean + 0.025 * random.nextGaussian())
                .limit(sequences)
                .toList();
    }
}
