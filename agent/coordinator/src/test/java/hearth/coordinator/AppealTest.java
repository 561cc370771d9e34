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
import hearth.storage.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who was refused and did the work says so; the coordinator does it again and is believed.
class AppealTest {
    @TempDir private Path folder;

    /// Beyond the numbers of all results.
    private long copies = 1L << 40;

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

    @Test
    void givesBackWhatLiarsTook() {
        try (var world = worldOfLiars()) {
            var network = world.network();
            var refused = world.refused();
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
        try (var world = worldOfLiars()) {
            var network = world.network();
            var refused = world.refused();
            evaluate(network); // others' leases that are the coordinator's to repeat
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

    /// Two hundred and fifty-six that cannot be decided, because their job's owner paused it, are
    /// in nobody's way but their own job's.
    @Test
    void whatCannotBeDecidedKeepsNobodyElseWaiting() throws SQLException {
        try (var network = network(7, strict(), Policy.network().sweeping(Duration.ofSeconds(1)))) {
            var devices = honest(1, 6);
            devices.forEach(network::join);
            var refused = refusedOfTheKnown(network, devices);
            crowd(refused, 256, true, Optional.empty());
            crowd(refused, 1, true, Optional.of(Simulation.account(refused.device())));

            assertThat(appeal(network, refused)).isEqualTo(Answer.done(refused.result().lease()));
        }
    }

    @Test
    void whoDidNothingYetKeepsNobodyWaitingWhoDid() throws SQLException {
        try (var network = network(7, strict(), Policy.network().sweeping(Duration.ofSeconds(1)))) {
            var devices = honest(1, 6);
            devices.forEach(network::join);
            var refused = refusedOfTheKnown(network, devices);
            crowd(refused, 256, false, Optional.empty());
            assertThat(appeal(network, refused)).isEqualTo(Answer.done(refused.result().lease()));
        }
    }

    @Test
    void aCrowdOfThoseWhoDidNothingIsBounded() throws SQLException {
        var liar = new SimulatedDevice(0, Temper.HUGE);
        try (var network = network(3, limits("0.12"), TestJobs.sharing(0.25))) {
            network.join(liar);
            honest(1, 4).forEach(network::join);
            var lease = newestRefused(network, liar, 0);
            var result = results(network, liar).stream().filter(r -> r.lease().equals(lease));
            var refused = new Refused(liar, result.findFirst().orElseThrow());
            crowd(refused, 64, false, Optional.empty());
            assertThat(appeal(network, refused))
                    .isEqualTo(Answer.refused(Refusal.TOO_MANY_APPEALS));
        }
    }

    @Test
    void anAppealAboutAJobThatStaysPausedIsOverAfterAMonth() {
        var liars = new ArrayList<SimulatedDevice>();
        try (var network = network(3, limits("0.12"), TestJobs.sharing(1))) {
            for (int i = 1; i < 6; i++) {
                liars.add(device(i, Temper.RANDOM));
            }
            liars.forEach(network::join);
            var refused = refusedInAnOpenRound(network, liars);
            assertThat(appeal(network, refused)).isEqualTo(Answer.done(refused.result().lease()));
            assertThat(network.coordinator.pause(Simulation.JOB)).isTrue();
            network.pass(Duration.ofDays(29));
            evaluate(network);
            assertThat(network.count("appeal WHERE state = 'WANTED'")).isEqualTo(1);
            network.pass(Duration.ofDays(2));
            network.coordinator.advance();
            evaluate(network);
            network.check();
            assertThat(network.count("appeal WHERE state = 'WANTED'")).isZero();
            assertThat(network.balance("reserved").isZero()).isTrue();
            assertThat(AppealGrounds.standing(result(network, refused)))
                    .isEqualTo(Standing.NOT_REPEATED);
        }
    }

    /// The newest refused result of somebody who has accepted ones.
    private static Refused refusedOfTheKnown(Simulation network, List<SimulatedDevice> devices) {
        for (int round = 0; round < 60; round++) {
            network.round();
            network.pass(Duration.ofSeconds(5));
            for (var device : devices) {
                var found = results(network, device);
                var newest =
                        found.isEmpty()
                                ? Optional.<ResultView>empty()
                                : Optional.of(found.getLast());
                if (newest.flatMap(ResultView::reason)
                                .filter("against-the-others"::equals)
                                .isPresent()
                        && found.stream().anyMatch(r -> r.state().equals("FINAL_OK"))) {
                    return new Refused(device, newest.get());
                }
            }
        }
        throw new AssertionError("nobody who is known was refused");
    }

    private static Refused refusedInAnOpenRound(Simulation network, List<SimulatedDevice> liars) {
        for (int i = 0; i < 40; i++) {
            network.pass(Duration.ofSeconds(20));
            network.deliver();
            network.coordinator.advance();
            for (var liar : liars) {
                var found =
                        results(network, liar).stream()
                                .filter(
                                        r ->
                                                r.reason()
                                                        .filter(AppealGrounds::isDoubtful)
                                                        .isPresent())
                                .findFirst();
                if (found.isPresent()) {
                    return new Refused(liar, found.get());
                }
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private static Answer<LeaseId> appeal(Simulation network, Refused refused) {
        return network.coordinator.appeal(
                refused.device().key.deviceId(), refused.result().lease());
    }

    /// Waiting appeals of devices that nobody knows, about copies of a refused result.
    ///
    /// @param isOpen whether in the newest round, or in that of the result
    /// @param account of all of them; absent for one each
    private void crowd(Refused refused, int appeals, boolean isOpen, Optional<String> account)
            throws SQLException {
        var file = folder.resolve(CoordinatorServer.DATABASE);
        long first = copies;
        copies += appeals;
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var sql = connection.createStatement()) {
            sql.execute(
                    "CREATE TEMP TABLE copy AS SELECT * FROM result WHERE sequence = "
                            + refused.result().sequence());
            if (isOpen) {
                sql.execute("UPDATE copy SET round = (SELECT max(number) FROM round)");
            }
            for (long i = first; i < first + appeals; i++) {
                var of = account.orElse("0x" + i);
                sql.execute(
                        "UPDATE copy SET sequence = %d, lease = 'copy %d', account = '%s'"
                                .formatted(i, i, of));
                sql.execute("INSERT INTO result SELECT * FROM copy");
                sql.execute(
                        ("INSERT INTO appeal (result, device, account, state, filed_at, attempts)"
                                        + " VALUES (%d, 'nobody', '%s', 'WANTED', 0, 0)")
                                .formatted(i, of));
            }
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

    private record World(Simulation network, Refused refused) implements AutoCloseable {
        @Override
        public void close() {
            network.close();
        }
    }

    /// Until decision record 44 two that lie alike could outvote an honest repeater, and books have
    /// such refusals: his repetition is refused, and what the job holds of him is taken.
    private World worldOfLiars() {
        var devices = honest(1, 5);
        var network = network(2, limits("0.0"), TestJobs.sharing(0.25));
        devices.forEach(network::join);
        network.makeKnown();
        for (int i = 0; i < 200 && network.count(Simulation.ARRIVED) == 0; i++) {
            network.coordinator.advance();
            network.deliver();
            if (network.count(Simulation.ARRIVED) == 0) {
                evaluate(network);
            }
        }
        network.change(session -> outvote(session, new Manifests(network.coordinator.blobs())));
        network.check();
        return new World(network, refused(network, devices));
    }

    private static void outvote(Session session, Manifests manifests) {
        var now = Instant.parse("2030-01-01T00:00:00Z");
        var audit = Audits.arrived(session, now).getFirst();
        var sent = Results.find(session, audit.lease().orElseThrow()).orElseThrow();
        Audits.done(session, audit.done(sent.update(), 0.9));
        var entry = Finals.Entry.of(session, manifests, sent);
        Finals.refuse(session, entry, "STATIC_OK", Auditing.REASON, "distance 0.9 > 0.45", now);
        Finals.slash(session, entry.of().device(), sent.sequence(), Optional.of(entry.job()));
        var confirmed = Results.find(session, audit.result()).orElseThrow();
        var good = Finals.Entry.of(session, manifests, confirmed);
        Finals.accept(session, good, "AUDIT_WAIT", now);
        Auditing.close(session, audit.result());
    }

    private static Refused refused(Simulation network, List<SimulatedDevice> devices) {
        for (var device : devices) {
            for (var result : results(network, device)) {
                if (result.reason().equals(Optional.of(Auditing.REASON))) {
                    return new Refused(device, result);
                }
            }
        }
        throw new AssertionError("nobody was refused for " + Auditing.REASON);
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
                .accounts()
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
