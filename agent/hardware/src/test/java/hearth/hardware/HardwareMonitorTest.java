package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.hardware.HardwareMonitor.Need;
import hearth.hardware.desktop.Fact;
import hearth.hardware.desktop.Presence;
import hearth.protocol.MalformedMessageException;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class HardwareMonitorTest {
    private static final List<String> GAME =
            List.of(
                    """
                    {"second":0,"idleSeconds":600,"fullscreen":false,"cards":[{"name":"RTX","temperature":50}]}""",
                    """
                    {"second":1,"idleSeconds":0,"fullscreen":true}""");

    @Test
    void replaysAScript() {
        var nanos = new AtomicLong(5);
        var machine = RecordedMachine.of(GAME, nanos::get);
        assertThat(machine.presence().idle()).isEqualTo(Fact.known(Duration.ofMinutes(10)));
        assertThat(machine.read().graphics().getFirst().temperature()).isEqualTo(Optional.of(50.0));

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(machine.presence().fullscreen()).isEqualTo(Fact.known(true));
        assertThat(machine.presence().video()).isEqualTo(Fact.undetectable("not-recorded"));
        assertThat(machine.read().graphics()).isEmpty();
    }

    @Test
    void replaysAFaultOfTheDriverFromItsSecondOn() {
        var nanos = new AtomicLong();
        var machine =
                RecordedMachine.of(
                        List.of(
                                "{\"second\":0,\"cards\":[{\"name\":\"RTX\",\"slowedByHeat\":true}]}",
                                "{\"second\":2,\"cards\":[{\"name\":\"RTX\"}],\"xid\":79}",
                                "{\"second\":3}"),
                        nanos::get);
        assertThat(machine.read().driverFaults()).isEmpty();
        assertThat(machine.read().graphics().getFirst().slowedByHeat()).contains(true);

        nanos.set(Duration.ofSeconds(5).toNanos());

        assertThat(machine.read().driverFaults())
                .containsExactly(new Reading.DriverFault(1, "RTX", 79));
    }

    @Test
    void refusesAScriptWithAWordThatItDoesNotKnow() {
        Assertions.assertThatThrownBy(
                        () ->
                                RecordedMachine.of(
                                        List.of("{\"second\":0,\"idle\":3}"), System::nanoTime))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void tellsOfAReturningOwnerWithinHalfASecondWhileSomethingRuns() throws InterruptedException {
        var told = new CountDownLatch(1);
        var at = new AtomicLong();
        var machine = RecordedMachine.of(GAME, System::nanoTime);
        long begun = System.nanoTime();
        try (var monitor =
                HardwareMonitor.start(
                        machine,
                        seen -> {
                            if (seen.presence().fullscreen().equals(Fact.known(true))) {
                                at.compareAndSet(0, System.nanoTime());
                                told.countDown();
                            }
                        })) {
            monitor.need(Need.WORKING);
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(monitor.newest().presence().fullscreen()).isEqualTo(Fact.known(true));
        }
        var event = Duration.ofNanos(at.get() - begun).minusSeconds(1);
        assertThat(event).isLessThan(Duration.ofMillis(500));
    }

    /// A machine that tells of the input itself. Input and news of it are one, so that no look
    /// comes between them.
    private static final class Telling implements Machine {
        private Runnable told = () -> {};
        private boolean used;

        @Override
        public Reading read() {
            return RecordedMachine.of(GAME, System::nanoTime).read();
        }

        @Override
        public synchronized Presence presence() {
            var none = Presence.undetectable("not-here");
            return new Presence(
                    Fact.known(used ? Duration.ZERO : Duration.ofHours(1)),
                    none.gamepadIdle(),
                    none.fullscreen(),
                    none.video(),
                    none.locked(),
                    none.sleeping(),
                    none.metered(),
                    none.seated());
        }

        @Override
        public synchronized void onInput(Runnable listener) {
            told = listener;
        }

        synchronized void use(boolean tells) {
            used = true;
            if (tells) {
                told.run();
            }
        }
    }

    /// @return when the monitor says that the input came, and when it came
    private static long[] interruption(boolean tells) throws InterruptedException {
        var machine = new Telling();
        var readings = new CountDownLatch(3);
        var seen = new CountDownLatch(1);
        try (var monitor =
                HardwareMonitor.start(
                        machine,
                        news -> {
                            readings.countDown();
                            if (news.presence().idle().equals(Fact.known(Duration.ZERO))) {
                                seen.countDown();
                            }
                        })) {
            monitor.need(Need.WORKING);
            // Three readings in: it looks as often as it will.
            assertThat(readings.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(monitor.takeInterruption()).isEmpty();
            long used = System.nanoTime();
            machine.use(tells);
            assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
            long taken = monitor.takeInterruption().orElseThrow();
            assertThat(monitor.takeInterruption()).isEmpty();
            return new long[] {taken, used};
        }
    }

    @Test
    void countsFromTheInputWhereTheMachineTellsOfIt() throws InterruptedException {
        var times = interruption(true);
        assertThat(times[0] - times[1]).isNotNegative();
    }

    @Test
    void countsFromTheLookBeforeTheInputWhereItWasOnlySeen() throws InterruptedException {
        var times = interruption(false);
        assertThat(times[0] - times[1]).isNotPositive();
    }

    @Test
    void tellsAtOnceOfAProgramThatItWasAskedToLookFor() throws InterruptedException {
        var machine =
                RecordedMachine.of(
                        List.of(
                                "{\"second\":0,\"idleSeconds\":600}",
                                "{\"second\":1,\"idleSeconds\":601,\"programs\":[\"game\",\"mail\"]}"),
                        System::nanoTime);
        var told = new CountDownLatch(1);
        try (var monitor =
                HardwareMonitor.start(
                        machine,
                        seen -> {
                            if (seen.programs().equals(Set.of("game"))) {
                                told.countDown();
                            }
                        })) {
            monitor.watchFor(Set.of("game"));
            monitor.need(Need.WORKING);
            assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(monitor.takeInterruption()).isPresent();
        }
    }

    @Test
    void keepsWatchAfterALookThatBroke() throws InterruptedException {
        var looks = new AtomicLong();
        var again = new CountDownLatch(1);
        var broken =
                new Machine() {
                    @Override
                    public Reading read() {
                        return RecordedMachine.of(GAME, System::nanoTime).read();
                    }

                    @Override
                    public Presence presence() {
                        if (looks.incrementAndGet() == 2) {
                            throw new IllegalStateException("broken by the test");
                        }
                        return Presence.undetectable("no-desktop");
                    }
                };
        try (var monitor =
                HardwareMonitor.start(
                        broken,
                        _ -> {
                            if (looks.get() > 5) {
                                again.countDown();
                            }
                        })) {
            monitor.need(Need.WORKING);
            assertThat(again.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void looksSeldomWhileNobodyNeedsIt() throws InterruptedException {
        var looks = new AtomicLong();
        var machine = RecordedMachine.of(GAME, System::nanoTime);
        Machine counted =
                () -> {
                    looks.incrementAndGet();
                    return machine.read();
                };
        var never = new CountDownLatch(1);
        try (var _ = HardwareMonitor.start(counted, _ -> {})) {
            assertThat(never.await(1500, TimeUnit.MILLISECONDS)).isFalse();
        }
        assertThat(looks).hasValue(1);
    }
}
