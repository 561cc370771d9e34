package hearth.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class DuelTest {
    private final List<String> order = new ArrayList<>();

    @Test
    void theRatioIsNativeTimeOverOursRoundByRound() {
        var duel = new Duel(new Random(1));
        duel.fight(new Scripted("native", 90, 100), new Scripted("ours", 45, 100), 2);
        duel.fight(new Scripted("native", 300), new Scripted("ours", 200), 1);
        assertThat(duel.ratio().median()).isCloseTo(1.5, within(1e-9));
        assertThat(duel.baselineMillis(10).median()).isCloseTo(10, within(1e-9));
        assertThat(duel.ourMillis(10).median()).isCloseTo(10, within(1e-9));
    }

    @Test
    void eachSideGoesFirstInSomeRounds() {
        var times = new long[40];
        Arrays.fill(times, 5);
        new Duel(new Random(1))
                .fight(new Scripted("native", times), new Scripted("ours", times), 40);
        var first = new ArrayList<String>();
        for (int i = 0; i < order.size(); i += 2) {
            first.add(order.get(i));
            assertThat(order.get(i)).isNotEqualTo(order.get(i + 1));
        }
        assertThat(first).hasSize(40).contains("native", "ours");
    }

    @Test
    void theWarmUpDoesNotCount() {
        var duel = new Duel(new Random(1));
        var baseline = new Scripted("native", 1, 80);
        var ours = new Scripted("ours", 1000, 100);
        duel.warmUp(baseline, ours);
        duel.fight(baseline, ours, 1);
        assertThat(duel.ratio().median()).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void refusesABaselineThatComputesSomethingElse() {
        var wrong = new Scripted("native", 10).losing(3.25f, 2.50001f);
        var ours = new Scripted("ours", 10).losing(3.25f, 2.5f);
        assertThatExceptionOfType(DisagreementException.class)
                .isThrownBy(() -> new Duel(new Random(1)).warmUp(wrong, ours))
                .withMessageContaining("3.25 … 2.50001");
        assertThatExceptionOfType(DisagreementException.class)
                .isThrownBy(() -> new Duel(new Random(1)).fight(ours, wrong, 1));
    }

    @Test
    void refusesLossesThatAreNoNumbers() {
        var diverged = new Scripted("native", 10).losing(3.25f, Float.NaN);
        assertThatExceptionOfType(DisagreementException.class)
                .isThrownBy(() -> new Duel(new Random(1)).warmUp(diverged, diverged));
    }

    @Test
    void tellsTheLargestDifferenceThatItLetPass() {
        var near = new Scripted("native", 10).losing(3.25f, Math.nextUp(2.5f));
        var ours = new Scripted("ours", 10).losing(3.25f, 2.5f);
        var duel = new Duel(new Random(1));
        duel.fight(near, ours, 1);
        assertThat(duel.largestDifference()).isBetween(1e-8, 1e-7);
    }

    /// Takes the given times, in milliseconds, one a turn.
    private final class Scripted implements Contestant {
        private final String name;
        private final long[] millis;
        private float firstLoss = 4;
        private float lastLoss = 3;
        private int turns;

        Scripted(String name, long... millis) {
            this.name = name;
            this.millis = millis;
        }

        Scripted losing(float first, float last) {
            firstLoss = first;
            lastLoss = last;
            return this;
        }

        @Override
        public Turn turn() {
            order.add(name);
            var took = Duration.ofMillis(millis[turns++ % millis.length]);
            return new Turn(took, firstLoss, lastLoss);
        }

        @Override
        public long pid() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
