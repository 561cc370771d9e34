package hearth.coordinator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.coordinator.verification.Attack;
import hearth.coordinator.verification.TrialSetting;
import hearth.coordinator.verification.VerificationTrial;
import hearth.storage.FileBlobStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/// A trial of the layers with real training, as short as it can be. `hearth bench verification` is
/// the long one.
class VerificationTrialTest {
    @TempDir private Path folder;

    @Test
    void theLayersSeeRealForgeries() throws IOException {
        var job = PracticeJobs.of(Path.of("target/practice")).getFirst();
        var setting = new TrialSetting(2, 3, 6, 40, 4, 1);
        try (var evaluator =
                new TrainerEvaluator(ConvergenceTest.runtime(), folder.resolve("trainer"))) {
            var report =
                    new VerificationTrial(
                                    job,
                                    setting,
                                    evaluator,
                                    new FileBlobStore(folder.resolve("blobs")),
                                    InstantSource.system())
                            .run(line -> {});

            assertThat(report.honestTotal()).isEqualTo(6);
            assertThat(report.attacks()).hasSize(Attack.values().length);
            assertThat(report.attacks()).allMatch(row -> row.total() == 1);
            assertThat(report.attacks())
                    .filteredOn(
                            row ->
                                    row.name().equals(Attack.ZERO.label())
                                            || row.name().equals(Attack.FLIP.label())
                                            || row.name().equals(Attack.FIVE_FLIP.label())
                                            || row.name().equals(Attack.COPY.label()))
                    .allMatch(row -> row.cheapCaught() == 1, "caught by statistics");
            assertThat(report.fall().mean()).isPositive();
        }
    }
}
