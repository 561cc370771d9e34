package hearth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class TryCounterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    /// As on a full disk: nothing can be written in that folder, whoever tries.
    @Test
    @EnabledOnOs(OS.LINUX)
    void whereNothingCanBeWrittenItStillCountsAndKeepsNobodyOut() {
        var counter =
                new TryCounter(new OwnerOnlyFile(Path.of("/proc/hearth/tries"), 0), () -> NOW);
        for (int wrong = 0; wrong < 6; wrong++) {
            counter.begin();
        }
        assertThat(counter.remaining()).isEqualTo(Duration.ofSeconds(2));
        counter.succeeded();
        assertThat(counter.remaining()).isZero();
    }
}
