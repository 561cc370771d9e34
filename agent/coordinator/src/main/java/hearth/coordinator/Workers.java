package hearth.coordinator;

import hearth.trainer.TrainerException;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A coordinator's workers, of one virtual thread each. Owned by one thread.
final class Workers {
    private static final System.Logger LOG = System.getLogger(CoordinatorServer.class.getName());

    private final List<ScheduledExecutorService> workers = new ArrayList<>();

    ScheduledExecutorService named(String name) {
        var worker =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("coordinator-" + name).factory());
        workers.add(worker);
        return worker;
    }

    static void every(ScheduledExecutorService worker, long millis, Runnable work) {
        var _ = worker.scheduleWithFixedDelay(() -> guard(work), 0, millis, TimeUnit.MILLISECONDS);
    }

    /// A worker's turn may fail, such as on a full disk; the next turn tries again from what is on
    /// the disk.
    static void guard(Runnable work) {
        try {
            work.run();
        } catch (TrainerException e) {
            // The next start takes up what only our own close ended.
            LOG.log(
                    Evaluator.isClosed(e) ? Level.DEBUG : Level.ERROR,
                    "a measurement did not end",
                    e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "coordinator work failed; it is tried again", e);
        }
    }

    /// Lets what runs go on and begins nothing more.
    void shutdown() {
        workers.forEach(ScheduledExecutorService::shutdown);
    }

    /// @param patience for each worker
    void await(Duration patience) {
        for (var worker : workers) {
            try {
                if (!worker.awaitTermination(patience.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.log(Level.WARNING, "a worker did not stop in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
