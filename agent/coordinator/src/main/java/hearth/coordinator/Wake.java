package hearth.coordinator;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Has a worker do something soon, once for all who ask before it begins: however many ask, at most
/// one turn waits. Safe for use by many threads.
final class Wake {
    private final Executor worker;
    private final Runnable work;
    private final AtomicBoolean waits = new AtomicBoolean();

    /// @param work sees everything that was there when it was asked for
    Wake(Executor worker, Runnable work) {
        this.worker = worker;
        this.work = work;
    }

    void wake() {
        if (waits.compareAndSet(false, true)) {
            try {
                worker.execute(
                        () -> {
                            waits.set(false);
                            work.run();
                        });
            } catch (RejectedExecutionException ended) {
                // The worker is closing; what is due is on the disk and done after the next start.
                waits.set(false);
            }
        }
    }
}
