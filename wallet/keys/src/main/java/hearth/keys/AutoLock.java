package hearth.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Holds the one open wallet and locks it after some idle time, after the computer slept, and on
/// close. Safe for use by several threads; the listener runs on the thread that locks.
public final class AutoLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("hearth.keys");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LONGEST_GAP = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Runnable onLock;
    private final ScheduledFuture<?> ticks;
    private Duration idle;
    private Instant lastUse;
    private Instant lastTick;
    private Optional<UnlockedWallet> wallet = Optional.empty();

    /// @param idle one minute to one hour
    /// @param timer for one short check a second
    /// @param onLock called after the keys were wiped
    public AutoLock(
            Duration idle, InstantSource clock, ScheduledExecutorService timer, Runnable onLock) {
        this.clock = clock;
        this.onLock = onLock;
        this.idle = checked(idle);
        this.lastUse = clock.instant();
        this.lastTick = lastUse;
        this.ticks =
                timer.scheduleWithFixedDelay(
                        this::check, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Duration checked(Duration idle) {
        if (idle.compareTo(Duration.ofMinutes(1)) < 0 || idle.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("auto-lock takes 1 to 60 minutes");
        }
        return idle;
    }

    /// Takes the wallet over; one that was held before is wiped.
    public synchronized void hold(UnlockedWallet opened) {
        wallet.ifPresent(UnlockedWallet::close);
        wallet = Optional.of(opened);
        lastUse = clock.instant();
        lastTick = lastUse;
    }

    /// The open wallet, if it is not locked. Asking does not count as use.
    public synchronized Optional<UnlockedWallet> wallet() {
        return wallet;
    }

    /// The person did something; the idle time starts again.
    public synchronized void touch() {
        lastUse = clock.instant();
    }

    public synchronized void setIdle(Duration time) {
        idle = checked(time);
    }

    /// Wipes the keys now.
    public void lock() {
        Optional<UnlockedWallet> was;
        synchronized (this) {
            was = wallet;
            wallet = Optional.empty();
        }
        if (was.isPresent()) {
            was.get().close();
            onLock.run();
        }
    }

    /// Locks when idle for long enough, or when the clock jumped: then the computer slept.
    void check() {
        boolean due;
        synchronized (this) {
            var now = clock.instant();
            boolean jumped = Duration.between(lastTick, now).abs().compareTo(LONGEST_GAP) > 0;
            due = jumped || Duration.between(lastUse, now).compareTo(idle) >= 0;
            lastTick = now;
        }
        if (due) {
            try {
                lock();
            } catch (RuntimeException e) {
                // The keys are wiped. A tick that throws would be the last one of the timer.
                LOG.log(System.Logger.Level.WARNING, "the lock is not told everywhere", e);
            }
        }
    }

    @Override
    public void close() {
        ticks.cancel(false);
        lock();
    }
}
