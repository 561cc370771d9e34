package hearth.storage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

/// Lets the transactions of many threads share one commit, and so one wait for the disk. Who finds
/// nobody at work leads; who comes meanwhile waits, and when the leader is done the first of them
/// leads all of them. Nobody leads twice, so nobody works for others for ever.
final class CommitQueue {
    private static final int MOST = 256;

    private final Deque<Turn<?>> waiting = new ArrayDeque<>();
    private boolean led;

    /// One transaction. Its fields are written by the thread that leads it and read by its own
    /// after the latch.
    static final class Turn<T> {
        private final Function<Session, T> work;
        private final CountDownLatch woken = new CountDownLatch(1);
        private @Nullable T result;
        private @Nullable Throwable failure;
        private boolean over;

        Turn(Function<Session, T> work) {
            this.work = work;
        }

        void run(Session session) {
            result = work.apply(session);
        }

        /// The group begins anew, and with it what had failed alone.
        void beginAnew() {
            failure = null;
            result = null;
        }

        /// Inside a group: what this one did is taken back if it fails, and only that.
        ///
        /// @param concernsAll whether a failure ends the transaction of the whole group
        void runApart(Session session, Predicate<Throwable> concernsAll) {
            session.update("SAVEPOINT turn");
            try {
                run(session);
            } catch (RuntimeException | Error thrown) {
                if (concernsAll.test(thrown)) {
                    throw thrown;
                }
                failure = thrown;
                takeBack(session);
            }
            session.update("RELEASE turn");
        }

        private static void takeBack(Session session) {
            try {
                session.update("ROLLBACK TO turn");
            } catch (StorageException alreadyTakenBack) {
                throw new BrokenGroupException(alreadyTakenBack);
            }
        }

        /// What failed on its own keeps its reason.
        void fail(Throwable reason) {
            if (failure == null) {
                failure = reason;
            }
        }

        /// @return what the work returned, once it is committed
        @SuppressWarnings("NullAway") // the work of a transaction decides whether null is a result
        T result() {
            switch (failure) {
                case null -> {
                    return result;
                }
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    /// The database took the whole transaction back, as SQLite does on a full disk.
    private static final class BrokenGroupException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenGroupException(StorageException cause) {
            super("transaction failed", cause);
        }
    }

    /// Waits until the turn is over or is to lead.
    ///
    /// @return whether it is to lead
    boolean leads(Turn<?> turn) {
        synchronized (this) {
            waiting.add(turn);
            if (!led) {
                led = true;
                return true;
            }
        }
        await(turn.woken);
        return !turn.over;
    }

    /// A transaction that has begun to wait is done, whoever wishes it were not.
    private static void await(CountDownLatch woken) {
        boolean interrupted = false;
        while (true) {
            try {
                woken.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// All that wait, in the order in which they came; the leader is the first.
    synchronized List<Turn<?>> group() {
        var group = new ArrayList<Turn<?>>();
        while (group.size() < MOST && !waiting.isEmpty()) {
            group.add(waiting.remove());
        }
        return group;
    }

    synchronized int size() {
        return waiting.size();
    }

    void ended(List<Turn<?>> group) {
        for (var turn : group) {
            turn.over = true;
            turn.woken.countDown();
        }
        synchronized (this) {
            var next = waiting.peek();
            if (next == null) {
                led = false;
            } else {
                next.woken.countDown();
            }
        }
    }
}
