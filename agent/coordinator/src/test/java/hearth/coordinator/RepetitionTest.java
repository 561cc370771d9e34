package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Layer L3 in whole networks: others repeat leases, and what they find decides.
@ParameterizedClass
@EnumSource(Column.class)
@Tag("trial")
class RepetitionTest {
    /// The coordinator repeats half of what nobody else can, and draws one auditor at a time.
    private static final Checking HALF =
            new Checking(
                    10,
                    0.25,
                    0.02,
                    5,
                    0.01,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ZERO,
                    0.5,
                    1);

    /// The answer of each lease that somebody confirmed is asked once more.
    private static final Checking KNOWN =
            new Checking(
                    10,
                    0.25,
                    0.02,
                    5,
                    1,
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ZERO,
                    0.5,
                    1);

    private final Column column;
    @TempDir private Path folder;

    RepetitionTest(Column column) {
        this.column = column;
    }

    @Test
    void acceptsWhatSomebodyElseFoundTheSameAndSaysSo() {
        var device = new SimulatedDevice(0, Temper.HONEST);
        try (var network = network(1)) {
            network.join(device);
            for (int i = 1; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            play(network, 3);
            var results = results(network, device);

            assertThat(results).filteredOn(r -> r.state().equals("FINAL_OK")).isNotEmpty();
            assertThat(results).noneMatch(r -> r.state().equals("FINAL_BAD"));
            assertThat(results)
                    .filteredOn(r -> r.state().equals("FINAL_OK"))
                    .anySatisfy(
                            r -> assertThat(r.evidence().orElseThrow()).contains("distance 0."));
        }
    }

    @Test
    void refusesHalfTheWorkAndTakesWhatWasHeldBack() {
        var lazy = new SimulatedDevice(0, Temper.LAZY);
        try (var network = network(2)) {
            network.join(lazy);
            for (int i = 1; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            play(network, 6);

            assertThat(results(network, lazy))
                    .filteredOn(r -> r.state().equals("FINAL_BAD"))
                    .isNotEmpty()
                    .allSatisfy(
                            r -> {
                                assertThat(r.reason()).hasValue("other-work");
                                assertThat(r.evidence().orElseThrow())
                                        .matches("distance [0-9.]+ > 0.[24]5");
                            });
            assertThat(results(network, lazy)).noneMatch(r -> r.state().equals("FINAL_OK"));
            assertThat(network.coordinator.accounts().standings(lazy.key.deviceId()).standings())
                    .singleElement()
                    .satisfies(
                            standing -> {
                                assertThat(standing.refused()).isPositive();
                                assertThat(standing.sinceFailure()).isZero();
                                assertThat(standing.repeated()).isEqualByComparingTo("1");
                                assertThat(standing.untilTrusted()).isEqualTo(10);
                            });
        }
    }

    @Test
    void doesNotBelieveAnAuditorThatNobodyAgreesWith() {
        var envious = new SimulatedDevice(0, Temper.ENVIOUS);
        try (var network = network(3)) {
            network.join(envious);
            var honest =
                    List.of(1, 2, 3, 4).stream()
                            .map(i -> new SimulatedDevice(i, Temper.HONEST))
                            .toList();
            honest.forEach(network::join);
            play(network, 7);

            for (var device : honest) {
                assertThat(results(network, device))
                        .noneMatch(r -> r.state().equals("FINAL_BAD"))
                        .noneMatch(r -> r.ledger().equals(Optional.of("SLASHED")));
            }
            assertThat(results(network, envious))
                    .anyMatch(r -> r.reason().equals(Optional.of("other-work")));
        }
    }

    /// Who lies as they do confirms a result that an honest device contradicted before.
    @Test
    void nobodyLosesAnythingOnTheWordOfTwoWhoLieAlike() {
        try (var network = network(2, TestJobs.sharing(0.25))) {
            var honest = liarsAndHonest(network);
            playAndRepeat(network, 5);

            assertThat(network.count(OVERRULED)).as("it came to that").isPositive();
            assertNothingLost(network, honest);
        }
    }

    /// Who is asked for what two liars confirmed to each other says something else than they.
    @Test
    void aCanaryThatTwoLiarsConfirmedCostsThemWhatIsHeldAndNobodyElse() {
        try (var network = network(2, TestJobs.sharing(0.25).checking(KNOWN))) {
            var honest = liarsAndHonest(network);
            playAndRepeat(network, 8);

            var refuted =
                    "audit AS own WHERE kind = 'CANARY' AND auditor IS NULL AND state = 'DONE'";
            assertThat(network.count(refuted + " AND distance > 0.45")).isPositive();
            assertNothingLost(network, honest);
            assertThat(
                            network.count(
                                    "ledger JOIN result ON result.sequence = ledger.result WHERE"
                                            + " ledger.state <> 'SLASHED' AND sequence IN (SELECT"
                                            + " result FROM "
                                            + refuted
                                            + " AND distance > 0.45)"))
                    .as("what is still to be paid for a lie that was found")
                    .isZero();
        }
    }

    /// Honest repetitions of what a later one confirmed.
    private static final String OVERRULED =
            "audit AS first JOIN audit AS second ON second.result = first.result AND second.run ="
                    + " first.run + 1 WHERE first.kind = 'CHECK' AND second.kind = 'CHECK' AND"
                    + " first.distance > 0.45 AND second.distance <= 0.25 AND second.auditor IS NOT"
                    + " NULL AND first.state = 'DONE' AND second.state = 'DONE'";

    private static List<SimulatedDevice> liarsAndHonest(Simulation network) {
        network.join(new SimulatedDevice(0, Temper.LAZY));
        network.join(new SimulatedDevice(9, Temper.LAZY));
        var honest =
                List.of(1, 2, 3).stream().map(i -> new SimulatedDevice(i, Temper.HONEST)).toList();
        honest.forEach(network::join);
        return honest;
    }

    private static void playAndRepeat(Simulation network, int rounds) {
        for (int round = 0; round < rounds; round++) {
            play(network, 1);
            while (network.coordinator.evaluate()) {
                network.check();
            }
        }
    }

    private static void assertNothingLost(Simulation network, List<SimulatedDevice> honest) {
        for (var device : honest) {
            assertThat(results(network, device))
                    .isNotEmpty()
                    .noneMatch(r -> r.reason().equals(Optional.of("other-work")))
                    .noneMatch(r -> r.ledger().equals(Optional.of("SLASHED")));
        }
    }

    @Test
    void aNetworkOfOneOwnerRepeatsSomeItselfAndPaysAll() {
        var device = new SimulatedDevice(0, Temper.HONEST);
        try (var network = network(4, TestJobs.sharing(1).checking(HALF))) {
            network.join(device);
            play(network, 3);
            network.finish(3);

            assertThat(results(network, device))
                    .filteredOn(r -> !r.state().equals("LATE"))
                    .isNotEmpty()
                    .allMatch(r -> r.state().equals("FINAL_OK"));
            assertThat(results(network, device).stream().map(r -> r.evidence().orElse("")))
                    .anyMatch(e -> e.contains("not repeated: nobody else was there"))
                    .anyMatch(e -> e.contains("distance 0.0000"));
        }
    }

    @Test
    void triesInVainAFewTimesAndThenBelievesEverybody() {
        var device = new SimulatedDevice(0, Temper.HONEST);
        try (var network = network(4, TestJobs.sharing(1).checking(HALF))) {
            network.join(device);
            int failed = playUnable(network, 12);
            assertThat(failed).as("those that the coordinator is to repeat").isPositive();
            assertThat(network.coordinator.evaluate()).as("what waits behind them").isFalse();

            wait(network);

            assertThat(results(network, device))
                    .filteredOn(r -> r.evidence().orElse("").endsWith("failed 5 times"))
                    .isNotEmpty()
                    .allMatch(r -> r.state().equals("FINAL_OK"));
            assertThat(network.count("audit WHERE state = 'OWN'")).isZero();
        }
    }

    @Test
    void paysAuditorsWhomItCannotProveWrong() {
        var lazy = new SimulatedDevice(0, Temper.LAZY);
        try (var network = network(2)) {
            network.join(lazy);
            for (int i = 1; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            playUnable(network, 40);
            wait(network);

            var doubted = "audit AS own WHERE own.state = 'DROPPED' AND own.run > 2";
            assertThat(network.count(doubted)).isPositive();
            var auditors =
                    "audit JOIN result ON result.lease = audit.lease WHERE audit.state = 'DONE' AND"
                            + " EXISTS (SELECT 1 FROM audit AS own WHERE own.result = audit.result"
                            + " AND own.state = 'DROPPED' AND own.run > 2) AND result.state ";
            assertThat(network.count(auditors + "= 'FINAL_OK'")).isPositive();
            assertThat(network.count(auditors + "<> 'FINAL_OK'")).isZero();
            assertThat(network.count("ledger WHERE state = 'SLASHED'")).isZero();
        }
    }

    /// Without a repetition of the coordinator's own.
    ///
    /// @return how often it failed at one
    private static int playUnable(Simulation network, int steps) {
        network.unableTo("repeat");
        int failed = 0;
        for (int i = 0; i < steps; i++) {
            network.deliver();
            failed += failures(network);
            network.coordinator.advance();
            network.pass(Duration.ofSeconds(1));
        }
        return failed + failures(network);
    }

    /// Until it has tried often enough.
    private static void wait(Simulation network) {
        for (int hour = 0; hour < 6; hour++) {
            network.pass(Duration.ofHours(1));
            failures(network);
            network.check();
        }
    }

    /// How often it fails before it says that nothing waits.
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

    @Test
    void asksForWhatIsKnownAndTakesALieForWhatItIs() {
        var envious = new SimulatedDevice(0, Temper.ENVIOUS);
        try (var network = network(5, TestJobs.sharing(0.25).checking(KNOWN))) {
            network.join(envious);
            for (int i = 1; i < 5; i++) {
                network.join(new SimulatedDevice(i, Temper.HONEST));
            }
            play(network, 6);

            var answered = "audit JOIN result ON result.lease = audit.lease WHERE kind = 'CANARY'";
            var done = answered + " AND audit.state = 'DONE' AND result.state = ";
            var byEnvious = " AND auditor = '" + envious.key.deviceId() + "'";
            assertThat(network.count(done + "'FINAL_BAD'" + byEnvious)).isPositive();
            assertThat(network.count(done + "'FINAL_OK'" + byEnvious)).isZero();
            assertThat(network.count(done + "'FINAL_OK'")).isPositive();
            assertThat(network.count(done + "'FINAL_BAD'"))
                    .isEqualTo(network.count(done + "'FINAL_BAD'" + byEnvious));
            assertThat(
                            network.count(
                                    "audit JOIN result ON result.sequence = audit.result JOIN blob"
                                            + " ON blob.hash = result.update_hash WHERE kind = 'CANARY'"
                                            + " AND audit.state <> 'DONE' AND blob.published = 1"))
                    .as("answers that their auditor could copy")
                    .isZero();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void keepsItsBooksWithLiarsRestartsAndLostMessages(long seed) {
        try (var network = network(seed)) {
            var tempers =
                    List.of(
                            Temper.HONEST,
                            Temper.HONEST,
                            Temper.HONEST,
                            Temper.HONEST,
                            Temper.LAZY,
                            Temper.ENVIOUS);
            var honest = new SimulatedDevice(0, Temper.HONEST);
            network.join(honest);
            for (int i = 0; i < tempers.size(); i++) {
                network.join(new SimulatedDevice(i + 1, tempers.get(i)));
            }
            if (seed == 2) {
                network.interrupting();
            }
            for (int i = 0; i < column.steps(600); i++) {
                network.step();
            }
            network.finish(12);

            assertThat(results(network, honest))
                    .noneMatch(r -> r.reason().equals(Optional.of("other-work")));
        }
    }

    /// Rounds with time between them, in which repetitions are fetched and done.
    private static void play(Simulation network, int rounds) {
        for (int round = 0; round < rounds; round++) {
            network.round();
            network.pass(Duration.ofSeconds(5));
            network.check();
        }
    }

    private static List<ResultView> results(Simulation network, SimulatedDevice device) {
        return network.coordinator.results(device.key.deviceId(), 0).results();
    }

    /// Of each owner one lease in a round, so that a liar cannot spoil every round.
    private Simulation network(long seed) {
        return network(seed, TestJobs.sharing(0.25));
    }

    private Simulation network(long seed, Policy policy) {
        return new Simulation(
                seed,
                column.stores(),
                folder,
                policy,
                Wei.ofEmber("1"),
                40,
                400,
                BlockCodec.DQ4,
                TestJobs.allLayers());
    }
}
