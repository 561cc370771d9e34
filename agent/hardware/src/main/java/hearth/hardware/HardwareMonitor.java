package hearth.hardware;

import hearth.hardware.desktop.Presence;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Looks at the machine again and again, on one thread of its own, as often as somebody needs it,
/// and keeps the newest observation. While something runs it looks for the person four times a
/// second, so that the machine is given back at once.
public final class HardwareMonitor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HardwareMonitor.class.getName());
    private static final String LOOK_BROKE = "look-broke";

    private final Machine machine;
    private final LongSupplier nanos;
    private final long begun;
    private final Consumer<Observation> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean isBroken;
    private Need need = Need.RESTING;
    private Observation newest;
    private volatile boolean closed;

    /// How much somebody wants to know: the pauses between two looks at the person, and between two
    /// readings of the machine.
    public enum Need {
        /// Nothing runs and nobody watches.
        RESTING(Duration.ofSeconds(5), Duration.ofSeconds(15)),
        /// Somebody watches the figures.
        WATCHED(Duration.ofSeconds(1), Duration.ofSeconds(1)),
        /// Something runs that must make way.
        WORKING(Duration.ofMillis(250), Duration.ofSeconds(1));

        private final Duration presence;
        private final Duration reading;

        Need(Duration presence, Duration reading) {
            this.presence = presence;
            this.reading = reading;
        }
    }

    private HardwareMonitor(Machine machine, Consumer<Observation> listener, LongSupplier nanos) {
        this.machine = machine;
        this.listener = listener;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.newest = new Observation(Duration.ZERO, machine.read(), machine.presence());
        this.thread = Thread.ofPlatform().daemon().name("hearth-hardware").unstarted(this::run);
    }

    /// Takes the first observation before it returns.
    ///
    /// @param listener is told, on the monitor's thread, of each new reading of the machine and of
    /// each change of the person that matters at once
    public static HardwareMonitor start(Machine machine, Consumer<Observation> listener) {
        var monitor = new HardwareMonitor(machine, listener, System::nanoTime);
        monitor.thread.start();
        return monitor;
    }

    public Observation newest() {
        lock.lock();
        try {
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /// How often to look from now on.
    public void need(Need wanted) {
        lock.lock();
        try {
            if (need != wanted) {
                need = wanted;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long lastReading = begun;
        long lastLook = begun;
        try {
            while (true) {
                Need now = await(lastLook, lastReading);
                if (closed) {
                    return;
                }
                lastLook = nanos.getAsLong();
                boolean full = lastLook - lastReading >= now.reading.toNanos();
                var before = newest();
                var seen = look(Duration.ofNanos(lastLook - begun), full, before);
                keep(seen);
                if (full) {
                    lastReading = lastLook;
                }
                if (full || seen.presence().interrupts(before.presence())) {
                    listener.accept(seen);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            machine.close();
        }
    }

    /// A look that breaks does not end the watch: the person counts as undetectable until one works
    /// again.
    private Observation look(Duration since, boolean full, Observation before) {
        try {
            var presence = machine.presence();
            return new Observation(since, full ? machine.read() : before.reading(), presence);
        } catch (RuntimeException | LinkageError e) {
            if (!isBroken) {
                LOG.log(System.Logger.Level.WARNING, "a look at the machine broke", e);
            }
            isBroken = true;
            return new Observation(since, before.reading(), Presence.undetectable(LOOK_BROKE));
        }
    }

    /// Waits until the next look is due, or the need for it grew.
    private Need await(long lastLook, long lastReading) throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long now = nanos.getAsLong();
                long due =
                        Math.min(
                                lastLook + need.presence.toNanos() - now,
                                lastReading + need.reading.toNanos() - now);
                if (due <= 0) {
                    return need;
                }
                long _ = changed.awaitNanos(due);
            }
            return need;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Observation seen) {
        lock.lock();
        try {
            newest = seen;
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
        try {
            thread.join(Duration.ofSeconds(3));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
