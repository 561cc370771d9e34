package hearth.chain;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Asks again and again until there is an answer. The one place of this module that waits by time.
final class Polling {
    private Polling() {}

    /// The first present answer, or empty when the time is up or the thread was interrupted.
    static <T> Optional<T> await(
            Duration interval, Duration atMost, Supplier<Optional<T>> question) {
        long start = System.nanoTime();
        var never = new CountDownLatch(1);
        while (true) {
            var answer = question.get();
            if (answer.isPresent() || System.nanoTime() - start >= atMost.toNanos()) {
                return answer;
            }
            try {
                if (never.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    return answer;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
