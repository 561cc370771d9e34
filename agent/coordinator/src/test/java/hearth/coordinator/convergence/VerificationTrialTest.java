package hearth.coordinator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.PracticeJobs;
import hearth.coordinator.TrainerEvaluator;
import hearth.coordinator.verification.Attack;
import hearth.coordinator.verification.Report;
import hearth.coordinator.verification.RoundSeen;
import hearth.coordinator.verification.TrialSetting;
import hearth.coordinator.verification.VerificationTrial;
import hearth.protocol.Json;
import hearth.storage.FileBlobStore;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A trial of the layers with real training, as short as it can be. `hearth bench verification` is
/// the long one.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
class VerificationTrialTest {
    @TempDir private Path folder;

    @Test
    void theLayersSeeRealForgeriesAlsoWhenATrialGoesOn() throws IOException {
        try (var evaluator =
                new TrainerEvaluator(ConvergenceTest.runtime(), folder.resolve("trainer"))) {
            var lines = new ArrayList<RoundSeen>();
            trial(evaluator).run(List.of(), 0, lines::add);
            var before = List.copyOf(lines);
            for (var line : before) {
                assertThat(Json.read(Json.bytes(line), RoundSeen.class)).isEqualTo(line);
            }
            trial(evaluator).run(before, 1, lines::add);
            var report = Report.of(lines);

            assertThat(report.honestTotal()).isEqualTo((VerificationTrial.STALE + 1) * 4);
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

    private VerificationTrial trial(TrainerEvaluator evaluator) {
        return new VerificationTrial(
                PracticeJobs.of(Path.of("target/practice")).getFirst(),
                new TrialSetting(4, 3, 40, 4, 1),
                List.of(evaluator),
                new FileBlobStore(folder.resolve("blobs")),
                () -> Duration.ZERO);
    }
}
