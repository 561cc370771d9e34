package hearth.storage;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Sha256;

import org.junit.jupiter.api.Test;

class RecentBytesTest {
    private final RecentBytes recent = new RecentBytes(100);

    private Sha256 add(int number, int length) {
        var hash = Sha256.of("blob " + number);
        recent.add(hash, new byte[length]);
        return hash;
    }

    @Test
    void keepsTheNewestAsFarAsThereIsRoom() {
        var first = add(1, 60);
        var second = add(2, 40);
        assertThat(recent.get(first)).isPresent();
        var third = add(3, 1);
        assertThat(recent.get(first)).isEmpty();
        assertThat(recent.get(second)).isPresent();
        assertThat(recent.get(third)).isPresent();
    }

    @Test
    void countsNothingTwice() {
        var one = add(1, 60);
        add(1, 60);
        assertThat(recent.get(one)).isPresent();
        recent.remove(one);
        recent.remove(one);
        var two = add(2, 60);
        var three = add(3, 40);
        assertThat(recent.get(one)).isEmpty();
        assertThat(recent.get(two)).isPresent();
        assertThat(recent.get(three)).isPresent();
    }

    @Test
    void keepsNothingThatIsTooLarge() {
        assertThat(recent.get(add(1, 101))).isEmpty();
        assertThat(recent.get(add(2, 100))).isPresent();
    }
}
