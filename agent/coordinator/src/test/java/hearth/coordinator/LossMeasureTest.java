package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.aggregation.LossCheck;
import hearth.coordinator.aggregation.Numbers;
import hearth.coordinator.aggregation.Verdict;
import hearth.coordinator.simulation.MemoryBlobs;
import hearth.coordinator.simulation.StandInJob;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Wei;
import hearth.trainer.Evaluation;
import hearth.trainer.EvaluationTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.LongToIntFunction;
import java.util.stream.IntStream;

/// What chance does to the verdict on a few pictures: falls and their spread are those of the
/// practice network's picture job after its first rounds (decision record 26).
final class LossMeasureTest {
    private static final double HONEST = 0.002;
    private static final double HARMFUL = -0.04;
    private static final double RUINOUS = -0.5;
    private static final double STEP = 1.0 / 30;
    private static final double SPREAD_OF_A_PICTURE = 0.05;

    private static final Manifest JOB =
            new StandInJob(
                            "pictures",
                            4,
                            4,
                            24,
                            Wei.ofEmber("1"),
                            Wei.ofEmber("1000"),
                            Verification.ofSmallModels(new BigDecimal("-0.3")))
                    .manifest(new MemoryBlobs());

    @TempDir Path folder;

    private int looked;

    @Test
    void refusesHonestWorkHardlyEverForWhatChanceDoesToAFewPictures() {
        assertThat(refused(HONEST, 1000)).isLessThanOrEqualTo(5);
    }

    @Test
    void refusesWhatHarms() {
        assertThat(refused(HARMFUL, 200)).isGreaterThanOrEqualTo(198);
    }

    @Test
    void looksNoFurtherWhereThereIsNoDoubt() {
        var usual = JOB.verification().loss().orElseThrow().sequences();
        assertThat(refused(RUINOUS, 50)).isEqualTo(50);
        assertThat(looked).isLessThanOrEqualTo(50 * usual);
    }

    /// Of a step of thirty the fall decides nothing, so nobody looks again for a better one.
    @Test
    void looksAtAQuarterOfWhatIsUnseenForPartsThatAreTooSmallToFall() {
        var check = new LossCheck(JOB.verification().loss().orElseThrow());
        looked = 0;
        for (double fall : new double[] {0, -0.01, -0.012, HARMFUL}) {
            for (long secret = 0; secret < 50; secret++) {
                assertThat(verdict(fall, secret, STEP)).isInstanceOf(Verdict.Good.class);
            }
        }
        assertThat(looked).isEqualTo(200 * check.sequences(STEP) / 4);
        assertThat(verdict(Double.NEGATIVE_INFINITY, 1, STEP)).isInstanceOf(Verdict.Bad.class);
    }

    private int refused(double fall, int results) {
        looked = 0;
        LongToIntFunction one = secret -> verdict(fall, secret, 1) instanceof Verdict.Bad ? 1 : 0;
        return new SplittableRandom(1).longs(results).mapToInt(one).sum();
    }

    private Verdict verdict(double fall, long secret, double share) {
        var check = new LossCheck(JOB.verification().loss().orElseThrow());
        var changes = new LossMeasure.Changes(Numbers.zeros(), Numbers.zeros(), Optional.empty());
        var score =
                new LossMeasure(
                                JOB,
                                Optional.empty(),
                                folder,
                                share,
                                secret,
                                new HashMap<>(),
                                task -> measured(task, fall))
                        .score(lease(), changes, file("own"), file("others"), file("unseen"));
        return check.judge(score.summary(), share, 1, 1);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /// Only what the update does to the loss is not zero: on its own data much, on any other the
    /// fall and the spread.
    private Evaluation measured(EvaluationTask task, double fall) {
        boolean isAfter = task.parameters().endsWith("after");
        boolean isUnseen = task.data().endsWith("unseen");
        if (isAfter && isUnseen) {
            looked += task.maxBatches();
        }
        var random = new SplittableRandom(task.draw().orElseThrow().pick());
        double spread = SPREAD_OF_A_PICTURE / Math.sqrt(task.batch());
        double mean = task.data().endsWith("own") ? 1 : fall;
        var losses =
                IntStream.range(0, task.maxBatches())
                        .mapToObj(_ -> isAfter ? -mean - spread * random.nextGaussian() : 0.0)
                        .toList();
        return new Evaluation(0, OptionalDouble.empty(), losses.size(), losses);
    }

    private static Lease lease() {
        return new Lease(
                new LeaseId("00".repeat(16)),
                new JobId("pictures"),
                1,
                1,
                JOB.id(),
                JOB.id(),
                JOB.data().shards().getFirst(),
                7,
                BigDecimal.ONE,
                Optional.empty(),
                Wei.ofEmber("1"),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
