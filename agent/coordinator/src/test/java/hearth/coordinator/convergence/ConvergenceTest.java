package hearth.coordinator.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.PracticeJobs;
import hearth.trainer.TrainerProcess;
import hearth.trainer.TrainerRuntime;
import hearth.trainer.engine.EngineStore;
import hearth.trainer.engine.ShippedEngine;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Trains the practice network's writer for real, by its manifest. `-Pnightly` runs it over 20
/// whole rounds, which is `hearth bench convergence`; otherwise rounds are few and leases short.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
class ConvergenceTest {
    private static final boolean NIGHTLY = Boolean.getBoolean("hearth.nightly");
    private static final Path TRAINER = Path.of("../trainer/target").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void fourBitsCostNothingAndAStaleBaseDiverges() throws IOException {
        var losses =
                losses(
                        NIGHTLY
                                ? Setting.ofTheResearch()
                                : new Setting(2, 6, 4, 12, 40, 0.003, 0.7, 0.9, 1),
                        NIGHTLY
                                ? List.of(Way.values())
                                : List.of(Way.FP32, Way.DQ4, Way.DQ4_STALE));

        assertThat(loss(losses, Way.DQ4) - loss(losses, Way.FP32)).isBetween(-0.005, 0.005);
        assertThat(loss(losses, Way.DQ4_STALE) - loss(losses, Way.DQ4)).isGreaterThan(0.05);
        assertThat(loss(losses, Way.DQ4)).isLessThan(3);
    }

    /// Of eight a quarter attacks, by turns in eight ways; six are what is left. A plain mean of
    /// all that is sent does not stand it.
    @Test
    @EnabledIfSystemProperty(named = "hearth.nightly", matches = "true")
    void convergesUnderFireWhereAPlainMeanDoesNot() throws IOException {
        var losses = losses(underFire(8), List.of(Way.UNDER_FIRE, Way.PLAIN_UNDER_FIRE));
        double honest = loss(losses(underFire(6), List.of(Way.DQ4)), Way.DQ4);

        assertThat(loss(losses, Way.UNDER_FIRE) - honest).isLessThan(0.02);
        assertThat(loss(losses, Way.PLAIN_UNDER_FIRE) - honest).isGreaterThan(0.1);
    }

    private static Setting underFire(int workers) {
        return new Setting(3, 20, workers, 30, 500, 0.004, 0.7, 0.9, 1);
    }

    private static double loss(Map<Way, BigDecimal> losses, Way way) {
        return Objects.requireNonNull(losses.get(way)).doubleValue();
    }

    private Map<Way, BigDecimal> losses(Setting setting, List<Way> ways) throws IOException {
        var job = PracticeJobs.of(Path.of("target/practice")).getFirst();
        var losses = new EnumMap<Way, BigDecimal>(Way.class);
        try (var trainer = TrainerProcess.start(runtime(), folder.resolve("trainer"))) {
            for (var row : new Convergence(job, setting, folder, trainer).run(ways, line -> {})) {
                losses.put(row.way(), row.heldOutLoss());
            }
        }
        return losses;
    }

    static TrainerRuntime runtime() throws IOException {
        var classPath =
                new ArrayList<>(
                        List.of(
                                TRAINER.resolve("classes"),
                                TRAINER.resolve("../../protocol/target/classes").normalize()));
        try (var jars = Files.list(TRAINER.resolve("child-lib"))) {
            jars.sorted().forEach(classPath::add);
        }
        // Outside target, so that libtorch is not unpacked again after each clean.
        var store =
                EngineStore.at(
                        Path.of(System.getProperty("java.io.tmpdir"), "hearth-test-engines"));
        return TrainerRuntime.of(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ShippedEngine.ready(store, classPath),
                TRAINER.resolve("recipes"),
                1);
    }
}
