package hearth.worker;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The newest snapshot and those who watch it. A slow watcher skips snapshots and always sees the
/// newest one next; it holds nobody up.
final class SnapshotBoard implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private AgentSnapshot newest;
    private long version = 1;
    private int watchers;
    private boolean closed;

    SnapshotBoard(AgentSnapshot first) {
        newest = first;
    }

    void publish(AgentSnapshot snapshot) {
        lock.lock();
        try {
            newest = snapshot;
            version++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    AgentSnapshot newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    boolean isWatched() {
        lock.lock();
        try {
            return watchers > 0;
        } finally {
            lock.unlock();
        }
    }

    /// Delivers the current snapshot and then each newer one on a virtual thread of its own.
    AgentLink.Subscription subscribe(Consumer<AgentSnapshot> onSnapshot) {
        return deliver(onSnapshot, 1);
    }

    /// The same for one for whose sake nothing is measured more often, such as a log.
    AgentLink.Subscription overhear(Consumer<AgentSnapshot> onSnapshot) {
        return deliver(onSnapshot, 0);
    }

    private AgentLink.Subscription deliver(Consumer<AgentSnapshot> onSnapshot, int counts) {
        var thread =
                Thread.ofVirtual().name("snapshots").unstarted(() -> follow(onSnapshot, counts));
        thread.start();
        return thread::interrupt;
    }

    private void follow(Consumer<AgentSnapshot> onSnapshot, int counts) {
        watching(counts);
        try {
            long seen = 0;
            while (true) {
                AgentSnapshot next;
                lock.lockInterruptibly();
                try {
                    while (version == seen && !closed) {
                        changed.await();
                    }
                    if (version == seen) {
                        return;
                    }
                    seen = version;
                    next = newest;
                } finally {
                    lock.unlock();
                }
                onSnapshot.accept(next);
            }
        } catch (InterruptedException unsubscribed) {
            Thread.currentThread().interrupt();
        } finally {
            watching(-counts);
        }
    }

    private void watching(int more) {
        lock.lock();
        try {
            watchers += more;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
