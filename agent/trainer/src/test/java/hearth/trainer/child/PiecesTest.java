package hearth.trainer.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

class PiecesTest {
    private static final int ELEMENTS = 2 * Pieces.MOST + 100;

    @Test
    void everyValueIsChangedOnce() {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(ValueLayout.JAVA_FLOAT, ELEMENTS);
            var starts = new ArrayList<Long>();
            new Pieces()
                    .change(
                            memory,
                            (start, values, count) -> {
                                starts.add(start);
                                for (int i = 0; i < count; i++) {
                                    values[i] += start + i;
                                }
                            });
            assertThat(starts).isEqualTo(List.of(0L, (long) Pieces.MOST, 2L * Pieces.MOST));
            for (int i = 0; i < ELEMENTS; i++) {
                assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(i);
            }
        }
    }

    @Test
    void findsAValueThatIsNotFiniteInTheLastPlace() {
        assertThat(Pieces.allFinite(new float[] {1, Float.NaN}, 1)).isTrue();
        assertThat(Pieces.allFinite(new float[] {1, Float.NEGATIVE_INFINITY}, 2)).isFalse();
    }
}
