package hearth.coordinator.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Manifest.LossLimits;

import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.List;

class LossCheckTest {
    private final LossCheck check = new LossCheck(LossLimits.usual(1));

    @Test
    void acceptsWhatLowersTheLossOfItsOwnDataMost() {
        var score = new LossScore(0.01, List.of(0.05, 0.06, 0.055), List.of(0.01, 0.012, 0.008));

        assertThat(check.judge(score.summary(), 1, 1)).isEqualTo(new Verdict.Good());
    }

    @Test
    void refusesWhatRaisesTheLossOfUnseenData() {
        var score = new LossScore(-0.01, List.of(0.05, 0.06, 0.055), List.of(0.01, 0.012, 0.008));

        assertThat(check.judge(score.summary(), 1, 1))
                .isEqualTo(new Verdict.Bad("loss-rises", "loss-fall -0.01000 < 0"));
    }

    @Test
    void refusesWhatLowersTheLossOfOtherDataAsMuch() {
        var score = new LossScore(0.01, List.of(0.02, 0.01, 0.03), List.of(0.01, 0.02, 0.03));

        assertThat(check.judge(score.summary(), 1, 1))
                .isEqualTo(new Verdict.Bad("not-this-data", "t 0.00 < 2.50"));
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        var score = new LossScore(Double.NaN, List.of(0.05, 0.06), List.of(0.01, 0.02));

        assertThat(check.judge(score.summary(), 1, 1)).isInstanceOf(Verdict.Bad.class);
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
        assertThat(check.minGap(0.25)).isEqualTo(0.625);
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

        assertThat(doubting.judge(score, 1, 0.3)).isEqualTo(new Verdict.Good());
        assertThat(doubting.judge(score, 1, 0.2))
                .isEqualTo(new Verdict.Bad("loss-rises", "loss-fall 0.01000 < 0.02"));
    }
}
