package hearth.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Gives the machine back: tells a training to end after its step, closes the child as soon as it
/// has given what it did, and ends it at once when it takes too long. What is lost then is less
/// than 30 s of steps; the lease goes on from the child's last progress checkpoint.
///
/// The promise is a second until the last step has ended and two until the memory is back, counted
/// from the person's first input. The limits here leave room for the end of a large process.
final class Handback {
    private static final Duration STILL_WITHIN = Duration.ofMillis(800);
    private static final Duration FREE_WITHIN = Duration.ofMillis(1600);

    /// A step may need so long however late the interruption was seen.
    private static final Duration LEAST = Duration.ofMillis(100);

    private final Optional<Interruption> why;
    private final Training training;
    private final Workshop.Listener listener;
    private final long begun = System.nanoTime();
    private final CountDownLatch still = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile long stillAt;
    private volatile boolean killed;

    /// @param why absent where nobody waits for the machine
    /// @param listener told once the child is gone, where somebody waited
    Handback(Optional<Interruption> why, Training training, Workshop.Listener listener) {
        this.why = why;
        this.training = training;
        this.listener = listener;
    }

    void begin() {
        Thread.ofVirtual().name("handback").start(this::insist);
    }

    /// The training's last step has ended.
    synchronized void still() {
        if (still.getCount() > 0) {
            stillAt = System.nanoTime();
            still.countDown();
        }
    }

    /// The training has ended and nothing more is wanted of the child. Returns when it is gone.
    void left() {
        still();
        left.countDown();
        training.close();
        long free = System.nanoTime();
        why.ifPresent(
                w ->
                        listener.gaveBack(
                                new Yield(
                                        w.at(),
                                        w.cause(),
                                        Duration.ofNanos(stillAt - w.nanos()),
                                        Duration.ofNanos(free - w.nanos()),
                                        killed)));
    }

    private void insist() {
        try {
            training.stop();
            if (!still.await(until(STILL_WITHIN), TimeUnit.NANOSECONDS)
                    || !left.await(until(FREE_WITHIN), TimeUnit.NANOSECONDS)) {
                killed = true;
                training.close();
                still();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            listener.stumbled(e);
        }
    }

    private long until(Duration limit) {
        long due = why.map(Interruption::nanos).orElse(begun) + limit.toNanos();
        return Math.max(due, begun + LEAST.toNanos()) - System.nanoTime();
    }
}
