package hearth.coordinator.compact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class WantedHeapTest {
    private final WantedHeap wanted = new WantedHeap();

    @Test
    void comesInOrderAndWhatIsPutBackWaitsForTheNextTurn() {
        List.of(5L, 1L, 3L).forEach(wanted::add);
        assertThat(wanted.next()).isEqualTo(1);
        wanted.add(1);
        assertThat(turn()).containsExactly(3L, 5L);
        assertThat(wanted.isAhead()).isFalse();
        assertThat(wanted.hasAny()).isTrue();

        wanted.beginAnew();
        assertThat(turn()).containsExactly(1L);
        assertThat(wanted.hasAny()).isFalse();
    }

    @Test
    void whatIsAddedBehindThePlaceWaitsAndWhatIsAddedAheadComesInThisTurn() {
        List.of(10L, 20L, 30L).forEach(wanted::add);
        assertThat(wanted.next()).isEqualTo(10);
        assertThat(wanted.next()).isEqualTo(20);
        List.of(15L, 25L).forEach(wanted::add);
        assertThat(turn()).containsExactly(25L, 30L);
        wanted.beginAnew();
        assertThat(turn()).containsExactly(15L);
    }

    private List<Long> turn() {
        var keys = new ArrayList<Long>();
        while (wanted.isAhead()) {
            keys.add(wanted.next());
        }
        return keys;
    }
}
