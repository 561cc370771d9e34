package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.coordinator.aggregation.LearningRate;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.Decay;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Rounds;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// A job that is built on a frozen base, such as a checkpoint of another job.
final class AdapterJobTest {
    private static final JobId ADAPTERS = new JobId("zz-adapters");

    @TempDir Path folder;
    private Simulation network;

    @BeforeEach
    void open() {
        network = new Simulation(1, folder, Simulation.POLICY, Wei.of(1_000_000_000L), 12, 1000);
        for (int i = 0; i < 5; i++) {
            network.join(new SimulatedDevice(i + 1, Temper.HONEST));
        }
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void refusesAJobWhoseFrozenBaseIsMissing() {
        var base = "a base".getBytes(StandardCharsets.UTF_8);
        var manifest = adapters(Sha256.of(base));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.coordinator.create(ADAPTERS, manifest));
        network.coordinator.blobs().put(base);
        network.coordinator.create(ADAPTERS, manifest);
        assertThat(isServed(Sha256.of(base))).isTrue();
    }

    @Test
    void keepsACheckpointThatAnotherJobIsBuiltOn() {
        network.round();
        network.round();
        var base = rounds().rounds().getFirst().checkpoint();
        network.coordinator.create(ADAPTERS, adapters(base));
        for (int i = 0; i < 10; i++) {
            network.round();
        }
        assertThat(isServed(base)).isTrue();
        var second = rounds().rounds().get(1).checkpoint();
        assertThat(isServed(second)).isFalse();
    }

    @Test
    void theRateOfALeaseEndsWhereTheNextRoundBegins() {
        var base = network.coordinator.blobs().put("a base".getBytes(StandardCharsets.UTF_8));
        network.coordinator.create(ADAPTERS, adapters(base));
        network.coordinator.evaluate();
        var device = new SimulatedDevice(9, Temper.HONEST);
        network.join(device);
        var request = new LeaseRequest(Set.of("lora"));
        var reply = network.coordinator.lease(device.key.deviceId(), request);
        var lease = reply.lease().orElseThrow();
        var rate = new LearningRate(network.manifest.training().learningRate(), 1000);
        assertThat(lease.learningRate()).isEqualTo(rate.of(0));
        assertThat(lease.endLearningRate()).contains(rate.of(1));
        assertThat(lease.learningRateFall(30))
                .isEqualTo(rate.of(0).subtract(rate.of(1)).doubleValue() / 30);
    }

    @Test
    void aLeaseNamesTheStepThatMakesItsBaseFromTheCheckpointBefore() throws IOException {
        network.round();
        network.round();
        var device = new SimulatedDevice(9, Temper.HONEST);
        network.join(device);
        var request = new LeaseRequest(Set.of("gpt"));
        var lease = network.coordinator.lease(device.key.deviceId(), request).lease().orElseThrow();
        var step = lease.step().orElseThrow();
        var made = folder.resolve("made");

        var specs = network.manifest.parameters();
        var difference = copy(step.broadcast());
        int before = lease.round() - 1;
        step.apply(lease.job(), before, specs, copy(step.parent()), difference, made);

        assertThat(lease.round()).isEqualTo(2);
        assertThat(Sha256.ofFile(made)).isEqualTo(lease.base());
        assertThat(Files.size(difference)).isEqualTo(step.length(lease.job(), before, specs));
    }

    private Path copy(Sha256 hash) {
        var file = folder.resolve("copy-" + hash.hex());
        network.coordinator.blobs().copyTo(hash, file);
        return file;
    }

    private boolean isServed(Sha256 hash) {
        return network.coordinator.published(hash) instanceof Answer.Done<Long>;
    }

    private Rounds rounds() {
        return switch (network.coordinator.views().rounds(Simulation.JOB)) {
            case Answer.Done<Rounds>(var rounds) -> rounds;
            case Answer.Refused<Rounds>(var reason, var _) ->
                    throw new AssertionError(reason.toString());
        };
    }

    private Manifest adapters(Sha256 base) {
        var plain = network.manifest;
        var plan = plain.training();
        return new Manifest(
                plain.version(),
                "Adapters",
                plain.owner(),
                new RecipeConfig("lora", new TreeMap<>()),
                plain.parameters(),
                Optional.of(base),
                new TrainingPlan(
                        plan.innerSteps(),
                        plan.warmupSteps(),
                        plan.batch(),
                        plan.learningRate(),
                        plan.weightDecay(),
                        plan.clip(),
                        plan.outerLearningRate(),
                        plan.outerMomentum(),
                        plan.leasesPerRound(),
                        plan.rounds(),
                        plan.warmStartSteps(),
                        plan.genesisSeed(),
                        plan.codec(),
                        Optional.of(Decay.BY_STEP),
                        OptionalInt.of(2)),
                plain.data(),
                plain.verification(),
                plain.flopPerLease(),
                plain.weiPerTeraflop(),
                plain.budget());
    }
}
