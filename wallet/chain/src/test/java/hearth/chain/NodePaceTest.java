package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/// How often one node is asked.
final class NodePaceTest {
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final NodePace pace = new NodePace(() -> now, true);

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void restsAsLongAsTheNodeAsksButNotForEver() {
        assertThat(pace.take()).isTrue();
        pace.rest("5");
        pass(Duration.ofMillis(4_999));
        assertThat(pace.take()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(pace.take()).isTrue();
        pace.rest("999999999");
        pass(Duration.ofSeconds(59));
        assertThat(pace.take()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(pace.take()).isTrue();
    }

    @Test
    void restsAMomentWhereItIsNotSaidForHowLong() {
        for (var header :
                new String[] {"", "soon", "-3", "Sat, 21 Nov 2026 12:00:00 GMT", "99999999999"}) {
            pace.rest(header);
            assertThat(pace.take()).as(header).isFalse();
            pass(Duration.ofSeconds(1));
            assertThat(pace.take()).as(header).isTrue();
        }
    }

    @Test
    void anEmptyBucketFillsWithTime() {
        int calls = 0;
        while (pace.take()) {
            calls++;
        }
        assertThat(calls).isEqualTo(400);
        pass(Duration.ofMillis(20));
        assertThat(pace.take()).isTrue();
        assertThat(pace.take()).isTrue();
        assertThat(pace.take()).isFalse();
        pass(Duration.ofHours(-1));
        assertThat(pace.take()).as("a clock that was set back").isFalse();
        pass(Duration.ofHours(2));
        assertThat(pace.take()).isTrue();
    }
}
