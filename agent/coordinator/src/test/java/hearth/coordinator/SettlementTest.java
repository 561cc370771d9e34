package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.ClaimProof;
import hearth.protocol.MerkleTree;
import hearth.protocol.Messages.HeldPay;
import hearth.protocol.PayoutLeaf;
import hearth.protocol.Wei;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

@ParameterizedClass
@EnumSource(Column.class)
final class SettlementTest {
    private static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(90),
                    Duration.ofHours(1),
                    0,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    5,
                    3,
                    1.0);

    private final Column column;
    @TempDir Path folder;
    private Simulation network;
    private final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);

    SettlementTest(Column column) {
        this.column = column;
    }

    @BeforeEach
    void open() {
        network =
                new Simulation(
                        1, column.stores(), folder, POLICY, Wei.of(1_000_000_000L), 12, 1000);
        network.chain.isReliable = true;
        network.join(device);
    }

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void releasesPayOnlyAfterItsHoldBack() {
        network.round();
        assertThat(network.coordinator.settle()).isEmpty();
        network.pass(Duration.ofHours(1));
        assertThat(network.coordinator.settle()).contains(1L);
        assertThat(network.balance("released")).isEqualTo(Wei.of(8_000_000L));
    }

    @Test
    void saysWhenTheLastOfHeldPayIsDue() {
        assertThat(held().until()).as("nothing is held").isEmpty();
        network.round();
        network.pass(Duration.ofMinutes(20));
        network.round();
        assertThat(held().after()).isEqualTo(Duration.ofHours(1));
        assertThat(held().newer()).isZero();
        var until = held().until().orElseThrow();

        network.pass(Duration.between(network.instant(), until).minusSeconds(1));
        network.coordinator.settle();
        network.coordinator.post();
        assertThat(held().until()).as("one round is released, the other not yet").contains(until);
        network.pass(Duration.ofSeconds(1));
        network.coordinator.settle();
        assertThat(held().until()).as("no chain has it yet").contains(until);
        network.coordinator.post();
        assertThat(held().until()).isEmpty();
    }

    private HeldPay held() {
        return network.coordinator.accounts().held(device.key.deviceId());
    }

    /// Who leaves sends nothing that would push the newest results out.
    @Test
    void isDueLaterWhereTheNewestResultsStayHeld() {
        var since = Instant.parse("2026-11-23T10:00:00Z");
        var network = Policy.network();
        assertThat(HoldBack.latest(since, network)).isEqualTo(since.plus(HoldBack.LONGEST));
        assertThat(HoldBack.isOver(since, 0, network, HoldBack.latest(since, network))).isFalse();
        var after = HoldBack.latest(since, network).plusMillis(1);
        assertThat(HoldBack.isOver(since, 0, network, after)).isTrue();
        assertThat(HoldBack.latest(since, POLICY)).isEqualTo(since.plus(POLICY.holdBack()));
        assertThat(HoldBack.isOver(since, 0, POLICY, HoldBack.latest(since, POLICY))).isTrue();
    }

    @Test
    void freezesNoEpochWhenThereIsNothingNew() {
        network.round();
        network.pass(Duration.ofHours(1));
        network.coordinator.settle();
        assertThat(network.coordinator.settle()).isEmpty();
    }

    @Test
    void provesACumulativeClaimUnderThePostedRoot() {
        network.round();
        network.pass(Duration.ofHours(1));
        network.coordinator.settle();
        var account = Simulation.account(device);
        assertThat(network.coordinator.claimProof(account))
                .isEqualTo(Answer.refused(Refusal.NO_CLAIM));
        network.coordinator.post();
        network.round();
        network.pass(Duration.ofHours(1));
        network.coordinator.settle();
        network.coordinator.post();
        var proof = claim(account);
        assertThat(proof.epoch()).isEqualTo(2);
        assertThat(proof.cumulative()).isEqualTo(Wei.of(16_000_000L));
        var leaf =
                new PayoutLeaf(
                        31337,
                        "0x00000000000000000000000000000000000000ff",
                        account,
                        proof.cumulative());
        assertThat(MerkleTree.verify(network.chain.root(2), leaf.hash(), proof.proofBytes()))
                .isTrue();
    }

    private ClaimProof claim(String account) {
        return switch (network.coordinator.claimProof(account)) {
            case Answer.Done<ClaimProof> done -> done.value();
            case Answer.Refused<ClaimProof> refused -> throw new AssertionError(refused.reason());
        };
    }

    @Test
    void postsTheSameRootsAgainWhenTheChainHasLostThem() {
        for (int i = 0; i < 3; i++) {
            network.round();
            network.pass(Duration.ofHours(1));
            network.coordinator.settle();
            network.coordinator.post();
        }
        var hex = HexFormat.of();
        var roots = hex.formatHex(network.chain.root(1)) + hex.formatHex(network.chain.root(3));
        network.chain.lose(3);
        network.restart();
        network.coordinator.post();
        assertThat(network.chain.height()).isEqualTo(3);
        assertThat(hex.formatHex(network.chain.root(1)) + hex.formatHex(network.chain.root(3)))
                .isEqualTo(roots);
        network.check();
    }
}
