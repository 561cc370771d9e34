package hearth.coordinator.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Manifest.Verification;
import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

final class GeometryTest {
    private static final int N = 2000;
    private static final List<TensorSpec> SPECS = List.of(new TensorSpec("a", List.of((long) N)));
    private static final Verification LIMITS =
            new Verification(
                    new BigDecimal("0.5"),
                    new BigDecimal("2"),
                    new BigDecimal("0.12"),
                    new BigDecimal("0.9"));

    private static float[] honest(long seed, double size) {
        var common = new Random(7);
        var own = new Random(seed);
        var values = new float[N];
        for (int i = 0; i < N; i++) {
            values[i] = (float) (size * (common.nextGaussian() + own.nextGaussian()));
        }
        return values;
    }

    private static Update update(long sequence, long commit, float[] values) {
        return new Update(sequence, commit, Sha256.of(Arrays.toString(values)), values);
    }

    private static List<Update> honestRound() {
        var round = new ArrayList<Update>();
        for (int i = 1; i <= 5; i++) {
            round.add(update(i, i, honest(i, 0.01)));
        }
        return round;
    }

    private static Verdict judge(List<Update> round, long sequence) {
        var verdict = new Geometry(LIMITS, Set.of(), SPECS).judge(round).get(sequence);
        return verdict == null ? new Verdict.Bad("none", "none") : verdict;
    }

    private static String reason(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Good _ -> "good";
            case Verdict.Bad bad -> bad.reason();
        };
    }

    @Test
    void acceptsHonestUpdatesOfOneRound() {
        assertThat(new Geometry(LIMITS, Set.of(), SPECS).judge(honestRound()).values())
                .containsOnly(new Verdict.Good());
    }

    @Test
    void refusesAnUpdateThatIsMuchLargerThanTheOthersAndShowsTheNumbers() {
        var round = honestRound();
        round.add(update(6, 6, honest(6, 0.1)));
        assertThat(judge(round, 6))
                .isInstanceOfSatisfying(
                        Verdict.Bad.class,
                        bad -> {
                            assertThat(bad.reason()).isEqualTo("norm-too-large");
                            assertThat(bad.evidence()).matches("norm [0-9.]+ > 2 × median [0-9.]+");
                        });
        assertThat(reason(judge(round, 1))).isEqualTo("good");
    }

    @Test
    void takesTheSmallerHalfAsTheMeasureWhenHalfARoundIsHuge() {
        var round =
                List.of(
                        update(1, 1, honest(1, 0.01)),
                        update(2, 2, honest(2, 0.01)),
                        update(3, 3, honest(3, 1)),
                        update(4, 4, honest(4, 1)));
        assertThat(reason(judge(round, 1))).isEqualTo("good");
        assertThat(reason(judge(round, 3))).isEqualTo("norm-too-large");
    }

    @Test
    void refusesAnUpdateThatIsMuchSmallerOrZero() {
        var round = honestRound();
        round.add(update(6, 6, honest(6, 0.001)));
        round.add(update(7, 7, new float[N]));
        assertThat(reason(judge(round, 6))).isEqualTo("norm-too-small");
        assertThat(reason(judge(round, 7))).isEqualTo("norm-too-small");
    }

    @Test
    void refusesNoiseOfTheRightSizeByItsDirection() {
        var round = honestRound();
        var noise = new float[N];
        var random = new Random(99);
        for (int i = 0; i < N; i++) {
            noise[i] = (float) (0.014 * random.nextGaussian());
        }
        round.add(update(6, 6, noise));
        assertThat(reason(judge(round, 6))).isEqualTo("against-the-others");
    }

    @Test
    void refusesTheLaterPromisedOfTwoCopiesWhoeverArrivedFirst() {
        var round = honestRound();
        var copy = round.getFirst().values().all(Piece.of(SPECS));
        round.add(new Update(6, 0, Sha256.of("a copy with noise"), copy));
        assertThat(reason(judge(round, 1))).isEqualTo("duplicate");
        assertThat(reason(judge(round, 6))).isEqualTo("good");
    }

    @Test
    void refusesContentOfAnEarlierRound() {
        var round = honestRound();
        var verdicts = new Geometry(LIMITS, Set.of(round.getFirst().content()), SPECS).judge(round);
        assertThat(verdicts.get(1L)).isInstanceOf(Verdict.Bad.class);
        assertThat(verdicts.get(2L)).isEqualTo(new Verdict.Good());
    }

    @Test
    void judgesAlikeInEveryOrder() {
        var round = honestRound();
        round.add(update(6, 6, honest(6, 0.1)));
        round.add(update(7, 7, round.getFirst().values().all(Piece.of(SPECS))));
        var first = new Geometry(LIMITS, Set.of(), SPECS).judge(round);
        Collections.reverse(round);
        assertThat(new Geometry(LIMITS, Set.of(), SPECS).judge(round).keySet())
                .isEqualTo(first.keySet());
        first.forEach(
                (sequence, verdict) ->
                        assertThat(reason(judge(round, sequence))).isEqualTo(reason(verdict)));
    }

    @Test
    void hasNothingToSayAboutASingleUpdate() {
        assertThat(reason(judge(List.of(update(1, 1, honest(1, 0.01))), 1))).isEqualTo("good");
    }
}
