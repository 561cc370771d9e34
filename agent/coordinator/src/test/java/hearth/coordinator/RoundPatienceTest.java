package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Lease;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseReply;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.Release;
import hearth.protocol.Receipt;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A round of four whose first result has waited long enough.
@ParameterizedClass
@EnumSource(Column.class)
final class RoundPatienceTest {
    private static final Wei PAY = Wei.of(2_000_000);
    private static final Duration BEAT = Duration.ofSeconds(30);
    private final Column column;
    @TempDir Path folder;
    private Simulation network;
    private List<SimulatedDevice> devices = List.of();

    RoundPatienceTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        var four = RoundOfFour.of(5, column, folder);
        network = four.network();
        devices = four.devices();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private LeaseReply ask(int device) {
        return network.coordinator.lease(
                devices.get(device).key.deviceId(), new LeaseRequest(Set.of("gpt")));
    }

    private Optional<Receipt> deliver(int device, Lease lease) {
        var id = devices.get(device).key.deviceId();
        var update = devices.get(device).work(network.manifest, lease, 30);
        network.coordinator.commit(
                id,
                lease.id(),
                new Commit(lease.token(), Sha256.of(update), update.length, 30, 5, 4));
        var answer =
                network.coordinator.reveal(
                        id, lease.id(), lease.token(), 0, new ByteArrayInputStream(update));
        network.check();
        return answer instanceof Answer.Done<Reveals.Taken>(Reveals.Taken.Whole(var receipt))
                ? Optional.of(receipt)
                : Optional.empty();
    }

    private Wei earned(int device) {
        return network.coordinator.earnings(devices.get(device).key.deviceId()).earned();
    }

    private int round() {
        network.coordinator.advance();
        network.check();
        return network.coordinator.jobs().jobs().getFirst().round();
    }

    private void release(Lease slow) {
        network.coordinator.release(
                devices.get(3).key.deviceId(), slow.id(), new Release(slow.token()));
    }

    /// Three are done and a fourth works on, heard of each half minute.
    private Lease threeOfFour(Duration since) {
        var slow = ask(3).lease().orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertThat(deliver(i, ask(i).lease().orElseThrow())).isPresent();
        }
        worksFor(slow, since);
        return slow;
    }

    private void worksFor(Lease slow, Duration time) {
        for (var passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(BEAT)) {
            network.pass(BEAT);
            network.coordinator.heartbeat(
                    devices.get(3).key.deviceId(), slow.id(), new Heartbeat(slow.token(), 1));
            network.coordinator.advance();
        }
    }

    @Test
    void whoBeganInTimeIsWaitedForAndPaid() {
        var slow = threeOfFour(Simulation.POLICY.roundPatience());
        assertThat(round()).isZero();

        var receipt = deliver(3, slow).orElseThrow();

        assertThat(receipt.content().pay()).isEqualTo(PAY);
        assertThat(round()).isEqualTo(1);
        assertThat(earned(3)).isEqualTo(PAY);
    }

    @Test
    void takesOthersAsLongAsItHasNotItsQuorum() {
        var slow = ask(3).lease().orElseThrow();
        for (int i = 0; i < 2; i++) {
            deliver(i, ask(i).lease().orElseThrow());
        }
        worksFor(slow, Simulation.POLICY.longestRound());

        assertThat(ask(4).lease()).isPresent();
    }

    @Test
    void givesNoMoreWorkOfARoundThatIsAboutToClose() {
        var slow = threeOfFour(Simulation.POLICY.roundPatience());
        assertThat(round()).isZero();
        release(slow);

        var reply = ask(4);

        assertThat(reply.lease()).isEmpty();
        assertThat(reply.reason()).contains("waiting-for-round");
    }

    @Test
    void closesAtOnceWhenNobodyWorksAnyMore() {
        var slow = threeOfFour(Simulation.POLICY.roundPatience());
        assertThat(round()).isZero();

        release(slow);

        assertThat(round()).isEqualTo(1);
    }

    @Test
    void waitsForNobodyForEver() {
        var slow = threeOfFour(Simulation.POLICY.longestRound());

        assertThat(round()).isEqualTo(1);
        assertThat(deliver(3, slow).orElseThrow().content().pay()).isEqualTo(Wei.ZERO);
    }
}
