package hearth.hardware;

import hearth.hardware.desktop.Presence;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Looks at the machine again and again, on one thread of its own, as often as somebody needs it,
/// and keeps the newest observation. While something runs it looks for the person four times a
/// second, and at once when the machine tells of an input, so that it is given back in time.
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
    private OptionalLong told = OptionalLong.empty();
    private long lastTold;
    private OptionalLong interruption = OptionalLong.empty();
    private Observation newest;
    private volatile Set<String> programs = Set.of();
    private volatile boolean closed;

    /// How much somebody wants to know: the pauses between two looks at the person, and between two
    /// readings of the machine.
    public enum Need {
        /// Nothing runs and nobody watches.
        RESTING(Duration.ofSeconds(5), Duration.ofSeconds(15)),
        /// Somebody watches the figures of a machine on which nothing of ours runs. Each reading
        /// goes to the watcher's screen, which is most of what an open window costs.
        WATCHED(Duration.ofSeconds(1), Duration.ofSeconds(2)),
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
        this.lastTold = begun - Need.WORKING.presence.toNanos();
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

    /// When the person began what interrupted since the last call of this, by
    /// [System#nanoTime]: the input itself where the machine told of it, else the look before the
    /// one that saw it, so that no wait is ever taken for shorter than it was.
    public OptionalLong takeInterruption() {
        lock.lock();
        try {
            var taken = interruption;
            interruption = OptionalLong.empty();
            return taken;
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

    /// Looks for these programs too, by the names of their files, from the next look on.
    public void watchFor(Set<String> names) {
        programs = Set.copyOf(names);
    }

    private void run() {
        long lastReading = begun;
        long lastLook = begun;
        boolean listening = false;
        try {
            while (true) {
                Need now = await(lastLook, lastReading);
                if (closed) {
                    return;
                }
                if (now == Need.WORKING && !listening) {
                    listening = true;
                    machine.onInput(this::touched);
                }
                long at = nanos.getAsLong();
                look(at, lastLook);
                lastLook = at;
                if (at - lastReading >= now.reading.toNanos()) {
                    lastReading = at;
                    read();
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            machine.close();
        }
    }

    /// The person comes before the machine, whose reading may take its time.
    private void look(long at, long lastLook) {
        var before = newest();
        var presence = tried(machine::presence, Presence.undetectable(LOOK_BROKE));
        var running = tried(() -> machine.running(programs), before.programs());
        var seen = new Observation(since(at), before.reading(), presence, running);
        boolean interrupts =
                presence.interrupts(before.presence())
                        || !before.programs().containsAll(seen.programs());
        lock.lock();
        try {
            newest = seen;
            if (interrupts && interruption.isEmpty()) {
                interruption = OptionalLong.of(told.orElse(lastLook));
            }
            told = OptionalLong.empty();
        } finally {
            lock.unlock();
        }
        if (interrupts) {
            listener.accept(seen);
        }
    }

    private void read() {
        var before = newest();
        var reading = tried(machine::read, before.reading());
        var seen =
                new Observation(
                        since(nanos.getAsLong()), reading, before.presence(), before.programs());
        lock.lock();
        try {
            newest = seen;
        } finally {
            lock.unlock();
        }
        listener.accept(seen);
    }

    /// A look that breaks does not end the watch: the person counts as undetectable until one works
    /// again, and the machine as it was.
    private <T> T tried(Supplier<T> look, T instead) {
        try {
            return look.get();
        } catch (RuntimeException | LinkageError e) {
            if (!isBroken) {
                LOG.log(System.Logger.Level.WARNING, "a look at the machine broke", e);
            }
            isBroken = true;
            return instead;
        }
    }

    private Duration since(long at) {
        return Duration.ofNanos(at - begun);
    }

    /// One who types or plays on is told of as often as looked for, not more often.
    private void touched() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            if (need == Need.WORKING && now - lastTold >= need.presence.toNanos()) {
                lastTold = now;
                told = OptionalLong.of(now);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the next look is due, or the need for it grew, or somebody touched something.
    private Need await(long lastLook, long lastReading) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && told.isEmpty()) {
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
