package hearth.coordinator;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Tells waiting requests that a round was published, so that a device begins the next one at once
/// and need not ask again and again. Of this process only; who misses it asks again later.
final class RoundNews {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition published = lock.newCondition();
    private long edition;

    /// Changes with each round.
    long edition() {
        lock.lock();
        try {
            return edition;
        } finally {
            lock.unlock();
        }
    }

    void publish() {
        lock.lock();
        try {
            edition++;
            published.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// @return whether there is a newer edition now
    boolean await(long seen, Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (edition == seen && left > 0) {
                left = published.awaitNanos(left);
            }
            return edition != seen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
