package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
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

    private static void keepBusy(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }
}
