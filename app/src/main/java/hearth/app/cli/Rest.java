package hearth.app.cli;

import hearth.worker.AgentSnapshot;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Gives memory back to the system when the agent has come to rest. The collector alone keeps what
/// training needed until it is short of room, which an agent that waits never is.
final class Rest implements Consumer<AgentSnapshot> {
    /// Longer than the pause between two leases, so that it is not done between them.
    private static final Duration AFTER = Duration.ofSeconds(15);

    private final Executor later;
    private final Runnable giveBack;
    private long stage;
    private boolean busy = true;

    /// One that waits a quarter of a minute and then collects all.
    static Rest ofThisProcess() {
        return new Rest(
                task -> Thread.ofVirtual().name("rest").start(() -> after(task)), System::gc);
    }

    /// @param later runs what it gets when a rest has lasted long enough
    /// @param giveBack called once in each rest
    Rest(Executor later, Runnable giveBack) {
        this.later = later;
        this.giveBack = giveBack;
    }

    @Override
    public synchronized void accept(AgentSnapshot now) {
        boolean was = busy;
        busy =
                switch (now.activity()) {
                    case OFF, WAITING -> false;
                    case FETCHING, TRAINING, SUBMITTING, STOPPING -> true;
                };
        if (was == busy) {
            return;
        }
        stage++;
        if (!busy) {
            long rest = stage;
            later.execute(() -> atRest(rest));
        }
    }

    private void atRest(long rest) {
        synchronized (this) {
            if (stage != rest) {
                return;
            }
        }
        giveBack.run();
    }

    private static void after(Runnable task) {
        try {
            Thread.sleep(AFTER);
            task.run();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
