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
import java.util.TreeMap;

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

    @RepeatedTest(20)
    void givesTheSameBytesInEveryOrder(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var updates = new ArrayList<Update>();
        for (int i = 0; i < 9; i++) {
            updates.add(update(i, random(seed * 100 + i, Math.pow(10, i - 7))));
        }
        var parent = OuterState.beginning(random(seed, 1));
        var aggregation = new Aggregation(SPECS, 0.7, 0.9);
        var first = aggregation.apply(parent, updates, new TreeMap<>());
        Collections.shuffle(updates, new Random(seed));
        var second = aggregation.apply(parent, updates, new TreeMap<>());
        assertThat(second.broadcast()).isEqualTo(first.broadcast());
        assertThat(second.state().parameters()).isEqualTo(first.state().parameters());
        assertThat(second.state().momentum()).isEqualTo(first.state().momentum());
        assertThat(second.state().residual()).isEqualTo(first.state().residual());
    }

    /// m₁ = d, step₁ = lr·(d + μd); m₂ = μd + d, step₂ = lr·(d + μ(μd + d)).
    @Test
    void stepsWithNesterovMomentum() {
        var aggregation = new Aggregation(SPECS, 0.7, 0.9);
        var d = List.of(update(1, constant(0.01f)));
        var one = aggregation.apply(OuterState.beginning(new float[N]), d, new TreeMap<>());
        assertThat(one.state().parameters()[5]).isCloseTo(0.7f * 0.019f, within(1e-5f));
        var two = aggregation.apply(one.state(), d, new TreeMap<>());
        assertThat(two.state().parameters()[5] - one.state().parameters()[5])
                .isCloseTo(0.7f * (0.01f + 0.9f * 0.019f), within(2e-5f));
    }

    @Test
    void owesNothingOverManyRoundsThanksToErrorFeedback() {
        var aggregation = new Aggregation(SPECS, 1, 0);
        var values = random(3, 0.01);
        var state = OuterState.beginning(new float[N]);
        for (int round = 0; round < 50; round++) {
            state = aggregation.apply(state, List.of(update(1, values)), new TreeMap<>()).state();
        }
        for (int i = 0; i < N; i++) {
            assertThat(state.parameters()[i] + state.residual()[i])
                    .isCloseTo(50 * values[i], within(1e-4f));
            assertThat(Math.abs(state.residual()[i])).isLessThan(3e-4f);
        }
    }

    @Test
    void clipsALargeUpdateToTheMedianNorm() {
        var mean =
                Mean.of(
                        List.of(
                                update(1, constant(1)),
                                update(2, constant(1)),
                                update(3, constant(100))));
        assertThat(mean[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    void refusesToSumWhatCouldOverflow() {
        assertThatThrownBy(() -> Mean.of(List.of(update(1, constant(1025)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mean.of(List.of(update(1, constant(Float.NaN)))))
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
}
