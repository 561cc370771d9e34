package hearth.trainer.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunksTest {
    private static final long MILLI = 1_000_000;

    @Test
    void theFirstCallIsOneStepAndTheNextFourTimesAsManyAtMost() {
        var chunks = new Chunks();
        assertThat(chunks.next(100)).isEqualTo(1);
        chunks.took(1, MILLI);
        assertThat(chunks.next(100)).isEqualTo(4);
        chunks.took(4, 4 * MILLI);
        assertThat(chunks.next(100)).isEqualTo(16);
    }

    @Test
    void aCallIsAtMostAQuarterOfASecondAtTheMeasuredPace() {
        for (long stepMillis : new long[] {1, 5, 20, 61, 100, 124, 126, 249, 251, 1000, 60_000}) {
            var chunks = new Chunks();
            for (int call = 0; call < 10; call++) {
                int steps = chunks.next(1_000);
                assertThat(steps).isBetween(1, Chunks.MOST_STEPS);
                assertThat(steps == 1 || steps * stepMillis <= Chunks.LONGEST.toMillis()).isTrue();
                chunks.took(steps, steps * stepMillis * MILLI);
            }
            assertThat(chunks.next(1_000))
                    .isEqualTo(Math.clamp(200 / stepMillis, 1, Chunks.MOST_STEPS));
        }
    }

    @Test
    void aStepThatWasHeldUpShrinksTheNextCall() {
        var chunks = new Chunks();
        for (int call = 0; call < 5; call++) {
            chunks.took(chunks.next(100), chunks.next(100) * MILLI);
        }
        chunks.took(16, 16 * 500 * MILLI);
        assertThat(chunks.next(100)).isEqualTo(1);
    }

    @Test
    void neverDoesMoreThanIsLeft() {
        var chunks = new Chunks();
        chunks.took(8, MILLI);
        assertThat(chunks.next(3)).isEqualTo(3);
    }

    @Test
    void aCallThatWasStoppedBeforeItsFirstStepChangesNothing() {
        var chunks = new Chunks();
        chunks.took(4, 4 * MILLI);
        int before = chunks.next(100);
        chunks.took(0, 3 * MILLI);
        assertThat(chunks.next(100)).isEqualTo(before);
    }
}
