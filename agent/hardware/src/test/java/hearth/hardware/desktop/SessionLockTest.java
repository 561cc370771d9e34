package hearth.hardware.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

class SessionLockTest {
    private static final String OURS = "/org/freedesktop/login1/session/_32";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Semaphore told = new Semaphore(0);
    private ScriptedBus bus;

    @BeforeEach
    void start() {
        bus = new ScriptedBus();
    }

    @AfterEach
    void stop() {
        bus.close();
        timer.shutdownNow();
    }

    private SessionLock listening() throws InterruptedException {
        var lock = LinuxSessionLock.of(bus.environment(), timer, told::release);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!lock.isHeard()) {
            assertThat(System.nanoTime()).as("the bus does not answer").isLessThan(until);
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return lock;
    }

    private void assertTold() throws InterruptedException {
        assertThat(told.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void hearsTheScreenSaverLogindsLockItsHintAndTheComputerFallingAsleep() throws Exception {
        bus.session(OURS);
        try (var _ = listening()) {
            bus.saver(true);
            assertTold();
            bus.lock(OURS);
            assertTold();
            bus.lockedHint(OURS, true);
            assertTold();
            bus.sleep(true);
            assertTold();
        }
    }

    /// What is sent over one connection arrives in its order, so the last word ends the wait.
    @Test
    void hearsNeitherUnlockingNorWakingNorTheLockOfSomebodyElse() throws Exception {
        bus.session(OURS);
        try (var _ = listening()) {
            bus.sleep(false);
            bus.lockedHint(OURS, false);
            bus.lock("/org/freedesktop/login1/session/_37");
            bus.lockedHint("/org/freedesktop/login1/session/_37", true);
            bus.lock(OURS);
            assertTold();
            bus.saver(false);
            bus.saver(true);
            assertTold();
            assertThat(told.availablePermits()).isZero();
        }
    }

    @Test
    void hearsEverySessionWhereLogindDoesNotKnowOurs() throws Exception {
        try (var _ = listening()) {
            bus.lock("/org/freedesktop/login1/session/_37");
            assertTold();
        }
    }

    @Test
    void saysThatNothingIsHeardWhereThereIsNoBusAndWhenTheBusIsGone() throws Exception {
        var nowhere = Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        try (var deaf = LinuxSessionLock.of(nowhere, timer, told::release)) {
            assertThat(deaf.isHeard()).isFalse();
        }
        try (var lock = listening()) {
            bus.close();
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (lock.isHeard()) {
                assertThat(System.nanoTime()).as("still heard").isLessThan(until);
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    @Test
    void asksADesktopThatDoesNotTellAndTellsOnceForEachLock() throws Exception {
        var locked = new AtomicBoolean();
        var looks = new Semaphore(0);
        Desktop asked =
                new Desktop() {
                    @Override
                    public Presence look() {
                        looks.release();
                        var unknown = Presence.undetectable("not-asked");
                        return new Presence(
                                unknown.idle(),
                                unknown.gamepadIdle(),
                                unknown.fullscreen(),
                                unknown.video(),
                                Fact.known(locked.get()),
                                unknown.sleeping(),
                                unknown.metered(),
                                unknown.seated());
                    }

                    @Override
                    public void close() {}
                };
        locked.set(true);
        try (var lock = new PolledSessionLock(() -> asked, timer, told::release)) {
            assertTold();
            assertThat(looks.tryAcquire(2, PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(told.availablePermits()).isZero();
            assertThat(lock.isHeard()).isTrue();
        }
    }
}
