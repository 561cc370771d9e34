package hearth.trainer.engine;

import java.time.Duration;

/// How long to wait before the next attempt.
///
/// @param attempts in a row without a new byte, after which it is given up
record Backoff(int attempts, Duration first, Duration longest, Sleep sleep) {
    /// Waits; a test counts instead.
    @FunctionalInterface
    interface Sleep {
        void of(Duration duration) throws InterruptedException;
    }

    /// 1, 2, 4, 8, 16, 30, 30 seconds.
    static Backoff usual() {
        return new Backoff(8, Duration.ofSeconds(1), Duration.ofSeconds(30), Thread::sleep);
    }

    /// @param failures in a row, from 1
    void pause(int failures) throws InterruptedException {
        var wait = first.multipliedBy(1L << Math.min(failures - 1, 16));
        sleep.of(wait.compareTo(longest) > 0 ? longest : wait);
    }
}
