package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Rates of senders, by a clock that the test turns.
class TokenBucketsTest {
    private long now = Long.MAX_VALUE - 5; // a clock may pass its largest value

    private TokenBuckets<String> buckets(double perSecond, int burst, int most) {
        return new TokenBuckets<>(
                new TrafficLimits.Rate(perSecond, burst), most, "the others", () -> now);
    }

    private long letIn(TokenBuckets<String> buckets, String sender, int requests) {
        return IntStream.range(0, requests).filter(_ -> buckets.take(sender).isEmpty()).count();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void letsABurstThroughAndThenTheRate() {
        var buckets = buckets(10, 30, 100);
        assertThat(letIn(buckets, "a", 100)).isEqualTo(30);
        for (int second = 0; second < 60; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(letIn(buckets, "a", 100)).isEqualTo(10);
        }
        pass(Duration.ofHours(1));
        assertThat(letIn(buckets, "a", 100)).isEqualTo(30);
    }

    @Test
    void saysWhenTheNextMayCome() {
        var buckets = buckets(4, 1, 100);
        assertThat(buckets.take("a")).isEmpty();
        var wait = buckets.take("a").orElseThrow();
        assertThat(wait).isEqualTo(Duration.ofMillis(250));
        pass(wait.minusNanos(1));
        assertThat(buckets.take("a")).isPresent();
        now++;
        assertThat(buckets.take("a")).isEmpty();
    }

    @Test
    void takesNothingFromOthers() {
        var buckets = buckets(1, 5, 100);
        letIn(buckets, "loud", 1_000);
        assertThat(letIn(buckets, "quiet", 5)).isEqualTo(5);
    }

    @Test
    void keepsBoundedBooksHoweverManySendersThereAre() {
        var buckets = buckets(1, 5, 100);
        for (int i = 0; i < 10_000; i++) {
            letIn(buckets, "sender " + i, 1);
            now += TimeUnit.MICROSECONDS.toNanos(1);
        }
        assertThat(buckets.size()).isLessThanOrEqualTo(101);
        assertThat(letIn(buckets, "sender 0", 5)).as("known before the crowd").isEqualTo(4);
        pass(Duration.ofSeconds(5));
        assertThat(letIn(buckets, "a newcomer, once it is calm", 5)).isEqualTo(5);
    }
}
