package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

class OshiMachineTest {
    @Test
    void knowsThisMachine() {
        try (var machine = new OshiMachine()) {
            var reading = machine.read();

            assertThat(reading.cpu()).isNotBlank();
            assertThat(reading.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(reading.memoryBytes()).isGreaterThan(256L << 20);
            assertThat(reading.memoryFreeBytes())
                    .get()
                    .matches(free -> free < reading.memoryBytes());
        }
    }

    @Test
    void saysNothingAboutTheLoadBeforeItCanCompareTwoSamples() {
        try (var machine = new OshiMachine()) {
            assertThat(machine.read().cpuLoad()).isEmpty();

            keepBusy(Duration.ofMillis(700));

            assertThat(machine.read().cpuLoad()).get().matches(load -> load > 0 && load <= 1);
        }
    }

    @Test
    void neverWritesAnUnknownValueAsZero() {
        try (var machine = new OshiMachine()) {
            var reading = machine.read();
            Predicate<Number> positive = value -> value.doubleValue() > 0;

            assertThat(reading.cpuTemperature().stream()).allMatch(positive);
            for (var card : reading.graphics()) {
                assertThat(card.vramBytes().stream()).allMatch(positive);
                assertThat(card.vramUsedBytes().stream()).allMatch(positive);
                assertThat(card.temperature().stream()).allMatch(positive);
                assertThat(card.watts().stream()).allMatch(positive);
            }
        }
    }

    @Test
    void laterSamplesAreCheap() {
        try (var machine = new OshiMachine()) {
            machine.read();
            long from = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                machine.read();
            }

            assertThat(Duration.ofNanos((System.nanoTime() - from) / 20))
                    .isLessThan(Duration.ofMillis(40));
        }
    }

    /// As when a computer wakes: its battery is not there for a moment.
    @Test
    void aBatteryThatWasAwayForAMomentIsSeenAgain() {
        var now = new AtomicLong();
        var isThere = new AtomicBoolean(true);
        var battery = battery(isThere);
        var real = OshiMachine.hardware();
        var laptop =
                as(
                        HardwareAbstractionLayer.class,
                        (_, called, given) ->
                                called.getName().equals("getPowerSources")
                                        ? isThere.get() ? List.of(battery) : List.of()
                                        : called.invoke(real, given));
        try (var machine = new OshiMachine(laptop, Optional.empty(), now::get)) {
            assertThat(machine.read().power()).isInstanceOf(Reading.Power.Battery.class);

            isThere.set(false);
            now.addAndGet(Duration.ofSeconds(11).toNanos());
            assertThat(machine.read().power()).isInstanceOf(Reading.Power.Mains.class);

            isThere.set(true);
            now.addAndGet(Duration.ofSeconds(11).toNanos());
            assertThat(machine.read().power()).isInstanceOf(Reading.Power.Battery.class);
        }
    }

    private static PowerSource battery(AtomicBoolean isThere) {
        return as(
                PowerSource.class,
                (_, called, _) ->
                        switch (called.getName()) {
                            case "isDischarging" -> true;
                            case "isPowerOnLine" -> false;
                            case "updateAttributes" -> isThere.get();
                            default -> 0.5;
                        });
    }

    private static <T> T as(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static void keepBusy(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
