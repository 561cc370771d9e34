package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.trainer.TrainingTask;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;

class BatchPartsTest {
    private static final Sha256 JOB = job("large");

    private final BatchParts parts = new BatchParts();

    private static Sha256 job(String manifest) {
        return Sha256.of(manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static TrainingTask task(int batch) {
        var file = Path.of("file");
        return new TrainingTask(
                new RecipeConfig("mlp", new TreeMap<>()),
                file,
                file,
                1,
                10,
                0,
                batch,
                0.1,
                0,
                1,
                file);
    }

    @Test
    void theBatchOfAJobThatDidNotFitIsComputedInHalvesAndThoseOfOthersAreNot() {
        assertThat(parts.fit(JOB, task(8)).accumulation()).isEqualTo(1);

        assertThat(parts.halve(JOB, 8, 1)).isTrue();

        assertThat(parts.fit(JOB, task(8)).accumulation()).isEqualTo(2);
        assertThat(parts.fit(JOB, task(8)).batch()).isEqualTo(8);
        assertThat(parts.fit(job("other"), task(8)).accumulation()).isEqualTo(1);
    }

    @Test
    void halvesOnceAndOnlyWhatHasTwoEqualHalves() {
        assertThat(parts.halve(JOB, 7, 1)).isFalse();
        assertThat(parts.fit(JOB, task(7)).accumulation()).isEqualTo(1);
        assertThat(parts.halve(JOB, 8, 2)).isTrue();
        assertThat(parts.halve(JOB, 8, 2)).isFalse();
    }
}
