package hearth.coordinator.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import hearth.protocol.Sha256;
import hearth.protocol.TensorSpec;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

final class AggregationTest {
    private static final List<TensorSpec> SPECS =
            List.of(new TensorSpec("a", List.of(20L, 30L)), new TensorSpec("b", List.of(100L)));
    private static final int N = 700;

    private static float[] random(long seed, double size) {
        var random = new Random(seed);
        var values = new float[N];
        for (int i = 0; i < N; i++) {
            values[i] = (float) (size * random.nextGaussian());
        }
        return values;
    }

    private static Update update(long sequence, float[] values) {
        return new Update(sequence, sequence, Sha256.of("update " + sequence), values);
    }

    private static float[] constant(float value) {
        var values = new float[N];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] mean(Update... updates) {
        var pieces = Piece.of(SPECS);
        return new Mean(List.of(updates), pieces).of(pieces.getFirst());
    }

    private static OuterState apply(
            Aggregation aggregation, OuterState parent, List<Update> updates) {
        var made = new Made.InMemory(SPECS);
        aggregation.apply(parent, updates, made);
        return made.state();
    }

    private static float[] flat(Numbers numbers) {
        return numbers.all(Piece.of(SPECS));
    }

    @RepeatedTest(20)
    void givesTheSameBytesInEveryOrder(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var updates = new ArrayList<Update>();
        for (int i = 0; i < 9; i++) {
            updates.add(update(i, random(seed * 100 + i, Math.pow(10, i - 7))));
        }
        var parent = OuterState.beginning(Numbers.of(random(seed, 1)));
        var aggregation = new Aggregation(SPECS, 0.7, 0.9);
        var first = apply(aggregation, parent, updates);
        Collections.shuffle(updates, new Random(seed));
        var second = apply(aggregation, parent, updates);
        assertThat(flat(second.parameters())).isEqualTo(flat(first.parameters()));
        assertThat(flat(second.momentum())).isEqualTo(flat(first.momentum()));
        assertThat(flat(second.residual())).isEqualTo(flat(first.residual()));
    }

    /// m₁ = d, step₁ = lr·(d + μd); m₂ = μd + d, step₂ = lr·(d + μ(μd + d)).
    @Test
    void stepsWithNesterovMomentum() {
        var aggregation = new Aggregation(SPECS, 0.7, 0.9);
        var d = List.of(update(1, constant(0.01f)));
        var one = apply(aggregation, OuterState.beginning(Numbers.zeros()), d);
        assertThat(flat(one.parameters())[5]).isCloseTo(0.7f * 0.019f, within(1e-5f));
        var two = apply(aggregation, one, d);
        assertThat(flat(two.parameters())[5] - flat(one.parameters())[5])
                .isCloseTo(0.7f * (0.01f + 0.9f * 0.019f), within(2e-5f));
    }

    @Test
    void owesNothingOverManyRoundsThanksToErrorFeedback() {
        var aggregation = new Aggregation(SPECS, 1, 0);
        var values = random(3, 0.01);
        var state = OuterState.beginning(Numbers.zeros());
        for (int round = 0; round < 50; round++) {
            state = apply(aggregation, state, List.of(update(1, values)));
        }
        float[] parameters = flat(state.parameters());
        float[] residual = flat(state.residual());
        for (int i = 0; i < N; i++) {
            assertThat(parameters[i] + residual[i]).isCloseTo(50 * values[i], within(1e-4f));
            assertThat(Math.abs(residual[i])).isLessThan(3e-4f);
        }
    }

    @Test
    void clipsALargeUpdateToTheMedianNorm() {
        var mean = mean(update(1, constant(1)), update(2, constant(1)), update(3, constant(100)));
        assertThat(mean[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    void refusesToSumWhatCouldOverflow() {
        assertThatThrownBy(() -> mean(update(1, constant(1025))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mean(update(1, constant(Float.NaN))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lowersTheInnerRateAlongACosineToATenth() {
        var rate = new LearningRate(new BigDecimal("0.002"), 100);
        assertThat(rate.of(0)).isEqualByComparingTo("0.002");
        assertThat(rate.of(50)).isEqualByComparingTo("0.0011");
        assertThat(rate.of(100)).isEqualByComparingTo("0.0002");
        assertThat(rate.of(500)).isEqualByComparingTo("0.0002");
    }

    private static List<Update> round(int honest, float huge) {
        var updates = new ArrayList<Update>();
        for (int i = 0; i < honest; i++) {
            updates.add(update(i, random(i, 1)));
        }
        var poison = random(99, 1);
        poison[3] = huge;
        updates.add(update(honest, poison));
        updates.add(update(honest + 1, poison.clone()));
        return updates;
    }

    /// Two of twenty that agree on one number move the mean of it by a tenth of what they say, and
    /// the trimmed mean not beyond what others say, too.
    @Test
    void aTrimmedMeanDoesNotFollowAFewThatAgree() {
        var pieces = Piece.of(SPECS);
        var updates = round(18, 20);
        double plain = new Mean(updates, pieces).of(pieces.getFirst())[3];
        double trimmed = new Mean(updates, pieces, Mean.TRIM).of(pieces.getFirst())[3];
        assertThat(plain).isGreaterThan(1);
        assertThat(trimmed).isBetween(-1.0, 1.0);
    }

    @Test
    void aTrimmedStepIsTheSameInEveryOrderAndHalfOfItIsHalf() {
        var parent = OuterState.beginning(Numbers.of(random(7, 1)));
        var updates = new ArrayList<>(round(18, 20));
        var trimmed = new Aggregation(SPECS, 0.7, 0.9, Aggregation.Rule.TRIMMED);
        var first = apply(trimmed, parent, updates);
        Collections.shuffle(updates, new Random(5));
        assertThat(flat(apply(trimmed, parent, updates).parameters()))
                .isEqualTo(flat(first.parameters()));

        var halved = new Aggregation(SPECS, 0.7, 0.9, Aggregation.Rule.HALVED);
        float[] before = flat(parent.parameters());
        float[] whole = flat(first.parameters());
        float[] half = flat(apply(halved, parent, updates).parameters());
        for (int i = 0; i < N; i++) {
            assertThat(2 * (half[i] - before[i])).isCloseTo(whole[i] - before[i], within(0.05f));
        }
    }

    @Test
    void noStepLeavesTheParametersAndForgetsTheMomentum() {
        var plain = new Aggregation(SPECS, 0.7, 0.9);
        var parent = apply(plain, OuterState.beginning(Numbers.of(random(7, 1))), round(3, 1));
        var none = new Aggregation(SPECS, 0.7, 0.9, Aggregation.Rule.NONE);
        var after = apply(none, parent, round(3, 1));
        assertThat(flat(after.parameters())).isEqualTo(flat(parent.parameters()));
        assertThat(flat(after.momentum())).containsOnly(0);
        assertThat(flat(after.residual())).isEqualTo(flat(parent.residual()));
    }

    @Test
    void trustIsLowWhileManyAreNew() {
        assertThat(Trust.isLow(Collections.nCopies(15, 0L))).as("too few to trim").isFalse();
        assertThat(Trust.isLow(Collections.nCopies(16, 79L))).isTrue();
        assertThat(Trust.isLow(Collections.nCopies(16, 81L))).isFalse();
    }
}
