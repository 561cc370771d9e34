package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.AppealGrounds;
import hearth.protocol.AppealGrounds.Standing;
import hearth.protocol.BlockCodec;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who was refused and did the work says so; the coordinator does it again and is believed.
class AppealTest {
    @TempDir private Path folder;

    @Test
    void paysHonestWorkThatStatisticsRefused() {
        var devices = honest(1, 6);
        try (var network = network(7, strict(), Policy.network().sweeping(Duration.ofSeconds(1)))) {
            devices.forEach(network::join);
            var refused = playUntil(network, devices, "against-the-others");
            var id = refused.device().key.deviceId();
            long before = standing(network, refused.device());
            var lease = refused.result().lease();
            evaluate(network);

            assertThat(network.coordinator.appeal(id, lease)).isEqualTo(Answer.done(lease));
            network.check();
            assertThat(result(network, refused).evidence().orElseThrow())
                    .endsWith(", appeals-before 0");
            assertThat(network.coordinator.appeal(id, lease)).isEqualTo(Answer.done(lease));
            network.cutShort(4);
            evaluate(network);

            var good = result(network, refused);
            assertThat(good.state()).isEqualTo("FINAL_OK");
            assertThat(good.reason()).isEmpty();
            assertThat(good.ledger()).hasValue("HELD");
            assertThat(good.evidence().orElseThrow()).contains("appeal-distance 0.0000");
            assertThat(standing(network, refused.device())).isGreaterThan(before);
            network.round();
            network.check();
        }
        assertThat(OfflineVerification.verify(folder))
                .isInstanceOf(OfflineVerification.Verified.Same.class);
    }

    @Test
    void leavesRefusedWhatWasNotTheWorkAndBoundsHowOftenItLooks() {
        var liar = new SimulatedDevice(0, Temper.HUGE);
        var devices = honest(1, 4);
        try (var network = network(3, limits("0.12"), TestJobs.sharing(0.25))) {
            network.join(liar);
            devices.forEach(network::join);
            var id = liar.key.deviceId();
            for (int lost = 0; lost < 3; lost++) {
                int known = lost;
                var lease = newestRefused(network, liar, known);
                assertThat(network.coordinator.appeal(id, lease)).isEqualTo(Answer.done(lease));
                evaluate(network);
            }
            assertThat(results(network, liar))
                    .filteredOn(r -> r.evidence().orElse("").contains("appeal-distance"))
                    .hasSize(3)
                    .allSatisfy(
                            r -> {
                                assertThat(r.state()).isEqualTo("FINAL_BAD");
                                assertThat(r.evidence().orElseThrow()).contains("norm ");
                            });
            assertThat(network.coordinator.appeal(id, newestRefused(network, liar, 3)))
                    .isEqualTo(Answer.refused(Refusal.TOO_MANY_APPEALS));
        }
    }

    @Test
    void onlyTheOwnRefusedResultsAreAppealable() {
        var devices = honest(1, 4);
        try (var network = network(4, limits("0.12"), TestJobs.sharing(0.25))) {
            devices.forEach(network::join);
            network.round();
            var one = devices.getFirst();
            var good = results(network, one).getFirst();
            assertThat(network.coordinator.appeal(one.key.deviceId(), good.lease()))
                    .isEqualTo(Answer.refused(Refusal.NOT_APPEALABLE));
            assertThat(network.coordinator.appeal(devices.get(1).key.deviceId(), good.lease()))
                    .isEqualTo(Answer.refused(Refusal.NO_SUCH_LEASE));
        }
    }

    /// Two that lie alike confirm each other, and slash who found them out.
    @Test
    void givesBackWhatLiarsTook() {
        var liars = List.of(device(0, Temper.LAZY), device(9, Temper.LAZY));
        var devices = honest(1, 2);
        try (var network = network(2, limits("0.0"), TestJobs.sharing(0.25))) {
            liars.forEach(network::join);
            devices.forEach(network::join);
            var refused = playUntil(network, devices, Auditing.REASON);
            var id = refused.device().key.deviceId();
            var slashed = slashed(network, refused.device());

            assertThat(network.coordinator.appeal(id, refused.result().lease()))
                    .isEqualTo(Answer.done(refused.result().lease()));
            evaluate(network);
            network.check();
            assertThat(result(network, refused).state()).isEqualTo("FINAL_OK");
            assertThat(slashed).isNotEmpty();
            assertThat(slashed(network, refused.device())).isEmpty();
        }
    }

    /// What was taken on the word of others comes back where the coordinator cannot say who was
    /// right; but nobody is paid for what nobody confirmed.
    @Test
    void takesNothingForWhatItCannotRepeat() {
        var liars = List.of(device(0, Temper.LAZY), device(9, Temper.LAZY));
        var devices = honest(1, 2);
        try (var network = network(2, limits("0.0"), TestJobs.sharing(0.25))) {
            liars.forEach(network::join);
            devices.forEach(network::join);
            var refused = playUntil(network, devices, Auditing.REASON);
            var id = refused.device().key.deviceId();
            assertThat(slashed(network, refused.device())).isNotEmpty();
            var available = network.balance("available");
            assertThat(network.coordinator.appeal(id, refused.result().lease()))
                    .isEqualTo(Answer.done(refused.result().lease()));

            assertThat(failUntilGivenUp(network)).isEqualTo(5);
            network.check();
            assertThat(slashed(network, refused.device())).isEmpty();
            var result = result(network, refused);
            assertThat(result.state()).isEqualTo("FINAL_BAD");
            assertThat(result.ledger()).isEmpty();
            assertThat(AppealGrounds.standing(result)).isEqualTo(Standing.NOT_REPEATED);
            assertThat(network.balance("available")).isEqualTo(available);
        }
    }

    @Test
    void countsNoAppealAsLostThatItCannotRepeat() {
        var liar = new SimulatedDevice(0, Temper.HUGE);
        var devices = honest(1, 4);
        try (var network = network(3, limits("0.12"), TestJobs.sharing(0.25))) {
            network.join(liar);
            devices.forEach(network::join);
            var id = liar.key.deviceId();
            for (int given = 0; given < 4; given++) {
                var lease = newestRefused(network, liar, given);
                assertThat(network.coordinator.appeal(id, lease)).isEqualTo(Answer.done(lease));
                assertThat(failUntilGivenUp(network)).isEqualTo(5);
                network.unableTo();
            }
            assertThat(results(network, liar)).noneMatch(r -> r.state().equals("FINAL_OK"));
            assertThat(network.count("appeal WHERE state = 'WANTED'")).isZero();
            network.check();
        }
    }

    @Test
    void repeatsLaterWhatItCannotRepeatNow() {
        var devices = honest(1, 6);
        try (var network = network(7, strict(), Policy.network().sweeping(Duration.ofSeconds(1)))) {
            devices.forEach(network::join);
            var refused = playUntil(network, devices, "against-the-others");
            evaluate(network);
            var lease = refused.result().lease();
            assertThat(network.coordinator.appeal(refused.device().key.deviceId(), lease))
                    .isEqualTo(Answer.done(lease));
            network.unableTo("repeat");
            assertThat(failures(network)).isEqualTo(1);
            network.pass(Duration.ofMinutes(2));
            assertThat(failures(network)).isEqualTo(1);
            network.unableTo();
            evaluate(network);
            assertThat(result(network, refused).state()).isEqualTo("FINAL_BAD");
            network.pass(Duration.ofMinutes(5));
            evaluate(network);
            assertThat(result(network, refused).state()).isEqualTo("FINAL_OK");
        }
    }

    /// @return how often it failed
    private static int failUntilGivenUp(Simulation network) {
        network.unableTo("repeat");
        int failed = 0;
        for (int hour = 0; hour < 6; hour++) {
            failed += failures(network);
            network.pass(Duration.ofMinutes(70));
            network.check();
        }
        return failed;
    }

    private static int failures(Simulation network) {
        int failures = 0;
        boolean waits = true;
        while (waits) {
            try {
                waits = network.coordinator.evaluate();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("unable to repeat");
                failures++;
            }
            assertThat(failures).as("tried again and again").isLessThan(100);
        }
        return failures;
    }

    private record Refused(SimulatedDevice device, ResultView result) {}

    private static SimulatedDevice device(int number, Temper temper) {
        return new SimulatedDevice(number, temper);
    }

    private static List<SimulatedDevice> honest(int from, int count) {
        var devices = new ArrayList<SimulatedDevice>();
        for (int i = from; i < from + count; i++) {
            devices.add(device(i, Temper.HONEST));
        }
        return devices;
    }

    private static Refused playUntil(
            Simulation network, List<SimulatedDevice> devices, String reason) {
        for (int round = 0; round < 60; round++) {
            network.round();
            network.pass(Duration.ofSeconds(5));
            network.check();
            for (var device : devices) {
                var found =
                        results(network, device).stream()
                                .filter(r -> r.reason().equals(Optional.of(reason)))
                                .findFirst();
                if (found.isPresent()) {
                    return new Refused(device, found.get());
                }
            }
        }
        throw new AssertionError("nobody was refused for " + reason);
    }

    private static LeaseId newestRefused(Simulation network, SimulatedDevice liar, int known) {
        for (int round = 0; round < 60; round++) {
            var refused =
                    results(network, liar).stream()
                            .filter(r -> r.state().equals("FINAL_BAD"))
                            .toList();
            if (refused.size() > known) {
                return refused.get(known).lease();
            }
            network.round();
        }
        throw new AssertionError("nothing was refused");
    }

    private static void evaluate(Simulation network) {
        while (network.coordinator.evaluate()) {
            network.check();
        }
    }

    private static ResultView result(Simulation network, Refused refused) {
        return results(network, refused.device()).stream()
                .filter(r -> r.sequence() == refused.result().sequence())
                .findFirst()
                .orElseThrow();
    }

    private static List<ResultView> slashed(Simulation network, SimulatedDevice device) {
        return results(network, device).stream()
                .filter(r -> r.ledger().equals(Optional.of("SLASHED")))
                .toList();
    }

    private static long standing(Simulation network, SimulatedDevice device) {
        return network.coordinator
                .standings(device.key.deviceId())
                .standings()
                .getFirst()
                .sinceFailure();
    }

    private static List<ResultView> results(Simulation network, SimulatedDevice device) {
        return network.coordinator.results(device.key.deviceId(), 0).results();
    }

    /// Honest cosines are about 0.61 here, so it refuses some of them.
    private static Verification strict() {
        return limits("0.59");
    }

    private static Verification limits(String cosine) {
        return new Verification(
                new BigDecimal("0.5"),
                new BigDecimal("2"),
                new BigDecimal(cosine),
                new BigDecimal("0.95"),
                Optional.empty(),
                Optional.of(RepeatLimits.usual()));
    }

    private Simulation network(long seed, Verification verification, Policy policy) {
        return new Simulation(
                seed, folder, policy, Wei.ofEmber("1"), 40, 400, BlockCodec.DQ4, verification);
    }
}
