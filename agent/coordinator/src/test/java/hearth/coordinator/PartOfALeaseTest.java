package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.OfflineVerification.Verified;
import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Receipt;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Leases of which only the first steps are submitted, in a round of four.
@ParameterizedClass
@EnumSource(Column.class)
final class PartOfALeaseTest {
    private final Column column;
    @TempDir Path folder;
    private Simulation network;
    private List<SimulatedDevice> devices = List.of();

    PartOfALeaseTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        var four = RoundOfFour.of(6, column, folder);
        network = four.network();
        devices = four.devices();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private Lease lease(int device) {
        return reply(device, Set.of()).lease().orElseThrow();
    }

    private LeaseReply reply(int device, Set<LeaseId> holding) {
        var id = devices.get(device).key.deviceId();
        return network.coordinator.lease(id, new LeaseRequest(Set.of("gpt"), holding));
    }

    private Answer<LeaseId> commit(int device, Lease lease, byte[] update, int steps) {
        return network.coordinator.commit(
                devices.get(device).key.deviceId(),
                lease.id(),
                new Commit(lease.token(), Sha256.of(update), update.length, steps, 5, 4));
    }

    private Receipt deliver(int device, Lease lease, byte[] update, int steps) {
        assertThat(commit(device, lease, update, steps)).isInstanceOf(Answer.Done.class);
        var answer =
                network.coordinator.reveal(
                        devices.get(device).key.deviceId(),
                        lease.id(),
                        lease.token(),
                        0,
                        new ByteArrayInputStream(update));
        network.check();
        return answer instanceof Answer.Done<Reveals.Taken>(Reveals.Taken.Whole(var receipt))
                ? receipt
                : failed(answer);
    }

    private static Receipt failed(Answer<?> answer) {
        throw new AssertionError(answer.toString());
    }

    private Receipt deliver(int device, Lease lease, int steps) {
        return deliver(
                device, lease, devices.get(device).work(network.manifest, lease, steps), steps);
    }

    private int round() {
        network.coordinator.advance();
        network.check();
        return network.coordinator.jobs().jobs().getFirst().round();
    }

    private Wei earned(int device) {
        return network.coordinator.earnings(devices.get(device).key.deviceId()).earned();
    }

    @Test
    void paysTheShareOfTheStepsRoundedDown() {
        var receipt = deliver(0, lease(0), 7);

        assertThat(receipt.content().pay()).isEqualTo(Wei.of(466_666));
        assertThat(receipt.content().steps()).contains(7);
        assertThat(network.balance("reserved")).isEqualTo(Wei.of(466_666));
    }

    /// Each small part is judged by itself while its round waits.
    @Test
    void whoSendsManySmallPartsOfARoundWaitsAWhileAndStarvesNeitherHimselfNorOthers() {
        int parts = 0;
        var reply = reply(0, Set.of());
        while (reply.lease().isPresent()) {
            var _ = deliver(0, reply.lease().get(), 1);
            parts++;
            assertThat(parts).as("parts of one round").isLessThanOrEqualTo(32);
            reply = reply(0, Set.of());
        }
        assertThat(parts).as("eight for each of his four places").isEqualTo(32);
        assertThat(reply.reason()).contains("waiting-for-round");
        assertThat(reply(1, Set.of()).lease()).as("somebody else's").isPresent();

        network.pass(Simulation.POLICY.leaseTime());
        assertThat(reply(0, Set.of()).lease()).as("the same round, later").isPresent();
        network.check();
    }

    @Test
    void remembersTheSandboxThatTheDeviceSaysItTrainedIn() {
        var lease = lease(0);
        var update = devices.getFirst().work(network.manifest, lease, 30);
        var commit =
                new Commit(
                        lease.token(),
                        Sha256.of(update),
                        update.length,
                        30,
                        5,
                        4,
                        Optional.of(SandboxGrade.B),
                        Optional.empty());

        assertThat(
                        network.coordinator.commit(
                                devices.getFirst().key.deviceId(), lease.id(), commit))
                .isInstanceOf(Answer.Done.class);
        assertThat(network.sandbox(lease.id())).contains(SandboxGrade.B);

        var silent = lease(1);
        commit(1, silent, devices.get(1).work(network.manifest, silent, 30), 30);
        assertThat(network.sandbox(silent.id())).isEmpty();
    }

    @Test
    void refusesMoreStepsThanThereAreAndNone() {
        var lease = lease(0);
        var update = devices.getFirst().work(network.manifest, lease, 30);

        assertThat(commit(0, lease, update, 31)).isEqualTo(Answer.refused(Refusal.WRONG_STEPS));
        assertThat(commit(0, lease, update, 0)).isEqualTo(Answer.refused(Refusal.WRONG_STEPS));
        assertThat(commit(0, lease, update, 15)).isInstanceOf(Answer.Done.class);
        assertThat(commit(0, lease, update, 30)).isEqualTo(Answer.refused(Refusal.OTHER_COMMIT));
    }

    @Test
    void aggregatesHalfALeaseAndPaysHalf() {
        deliver(0, lease(0), 15);
        for (int i = 1; i < 4; i++) {
            deliver(i, lease(i), 30);
        }

        assertThat(round()).isEqualTo(1);
        assertThat(earned(0)).isEqualTo(Wei.of(1_000_000));
        assertThat(earned(1)).isEqualTo(Wei.of(2_000_000));
        assertThat(aggregated()).isEqualTo(4);
        assertSame();
    }

    @Test
    void paysLessThanHalfALeaseAndGivesItsShardToSomebodyElse() {
        var part = lease(0);
        deliver(0, part, 12);
        var shards = new HashSet<Sha256>();
        for (int i = 1; i < 5; i++) {
            var lease = lease(i);
            shards.add(lease.shard());
            deliver(i, lease, 30);
        }

        assertThat(shards).contains(part.shard());
        assertThat(round()).isEqualTo(1);
        assertThat(earned(0)).isEqualTo(Wei.of(800_000));
        assertThat(aggregated()).isEqualTo(4);
        assertSame();
    }

    /// The work of a lease is the same for everybody who is given its data in its round.
    @Test
    void aPartThatIsComputedOnceIsPaidOnceUnderWhateverNames() {
        var first = lease(0);
        assertThat(deliver(0, first, 12).content().pay()).isEqualTo(Wei.of(800_000));
        for (int i = 1; i < 4; i++) {
            var same = lease(i);
            assertThat(same.shard()).isEqualTo(first.shard());
            assertThat(deliver(i, same, copyOf(first, same), 12).content().pay())
                    .isEqualTo(Wei.ZERO);
        }
        assertThat(deliver(4, lease(4), 14).content().pay()).isEqualTo(Wei.ZERO);
        var other = lease(0);
        assertThat(other.shard()).as("other data for its sender").isNotEqualTo(first.shard());
        deliver(0, other, 30);
        for (int i = 1; i < 4; i++) {
            deliver(i, lease(i), 30);
        }

        assertThat(round()).isEqualTo(1);
        assertThat(earned(0)).isEqualTo(Wei.of(2_800_000));
        assertThat(earned(1)).isEqualTo(Wei.of(2_000_000));
        assertSame();
    }

    /// Else whoever sends a step of all data would take from others what they do.
    @Test
    void aShortPartTakesNothingFromALongerOne() {
        assertThat(deliver(0, lease(0), 5).content().pay()).isEqualTo(Wei.of(333_333));
        assertThat(deliver(1, lease(1), 11).content().pay()).isEqualTo(Wei.of(733_333));
    }

    @Test
    void smallPartsDoNotKeepTheirOwnerFromFillingTheRound() {
        for (int i = 0; i < 2; i++) {
            deliver(0, lease(0), 1);
        }
        for (int i = 0; i < 4; i++) {
            var lease = lease(0);
            deliver(0, lease, network.manifest.training().innerSteps());
        }

        assertThat(round()).isEqualTo(1);
    }

    @Test
    void paysNothingForAPartThatGoesElsewhereOrIsACopy() {
        var stray = new SimulatedDevice(90, Temper.OPPOSITE);
        var copied = lease(0);
        deliver(0, copied, 30);
        var first = lease(1);
        deliver(1, first, stray.work(network.manifest, first, 12), 12);
        var second = lease(2);
        deliver(2, second, copyOf(copied, second), 12);
        for (int i = 3; i < 6; i++) {
            deliver(i, lease(i), 30);
        }

        assertThat(round()).isEqualTo(1);
        assertThat(earned(0)).isEqualTo(Wei.of(2_000_000));
        assertThat(earned(1)).isEqualTo(Wei.ZERO);
        assertThat(earned(2)).isEqualTo(Wei.ZERO);
        assertThat(network.balance("reserved")).isEqualTo(Wei.ZERO);
        assertSame();
    }

    /// The same values under the other lease's name.
    private byte[] copyOf(Lease from, Lease as) {
        return SimulatedDevice.update(network.manifest, as, from.seed(), Temper.HONEST, 12.0 / 30);
    }

    @Test
    void givesADeviceOneLeaseAheadAndTheLostOneAgain() {
        var first = lease(0);
        assertThat(lease(0).id()).isEqualTo(first.id());

        var ahead = reply(0, Set.of(first.id())).lease().orElseThrow();
        assertThat(ahead.id()).isNotEqualTo(first.id());
        var both = Set.of(first.id(), ahead.id());
        assertThat(reply(0, both).reason()).contains("lease-limit");
        assertThat(lease(0).id()).isIn(both);

        var update = devices.getFirst().work(network.manifest, first, 30);
        commit(0, first, update, 30);
        assertThat(reply(0, both).lease()).isPresent();
        assertThat(reply(0, Set.of(first.id())).lease().orElseThrow().id())
                .isNotEqualTo(first.id());
    }

    private long aggregated() {
        return network.count("result WHERE state = 'FINAL_OK' AND counted = 1");
    }

    private void assertSame() {
        assertThat(network.verify()).isInstanceOf(Verified.Same.class);
    }
}
