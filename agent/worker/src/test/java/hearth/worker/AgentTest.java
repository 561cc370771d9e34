package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.JobId;
import hearth.protocol.Receipt;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.FakeCoordinator.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(120)
class AgentTest {
    @TempDir private Path home;

    @Test
    void earnsAReceiptForEachLease() {
        try (var coordinator = new FakeCoordinator(3);
                var fixture = new AgentFixture(home, coordinator).sharing()) {
            fixture.awaitResults(3);
            var snapshot =
                    fixture.await(
                            "no more work",
                            s ->
                                    s.reasons().equals(List.of(new Reason("no-work", "")))
                                            && s.today().accepted() == 3
                                            && s.earnings().acceptedResults() == 3);

            assertThat(snapshot.activity()).isEqualTo(Activity.WAITING);
            assertThat(snapshot.today().earned()).isEqualTo(Wei.of(3000));
            assertThat(snapshot.today().accepted()).isEqualTo(3);
            assertThat(snapshot.today().training()).isEqualTo(Duration.ofSeconds(270));
            assertThat(snapshot.today().kWh()).isEmpty();
            assertThat(snapshot.earnings().held()).isEqualTo(Wei.of(3000));
            assertThat(snapshot.recent()).hasSize(3);
            assertThat(snapshot.problem()).isEmpty();
            assertThat(fixture.agent.link().earnedBy(Instant.EPOCH))
                    .containsExactly(new EarnedBy("scripted", Wei.of(3000), 3));
            fixture.agent.close();
            assertThat(keptReceipts()).containsExactlyInAnyOrderElementsOf(coordinator.receipts());
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    private List<Receipt> keptReceipts() {
        try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
            return records.leases().receipts();
        }
    }

    @Test
    void saysWhyItDoesNothing() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            var off =
                    fixture.await(
                            "off", s -> s.activity() == Activity.OFF && !s.reasons().isEmpty());
            assertThat(off.reasons())
                    .containsExactly(new Reason("sharing-off", ""), new Reason("no-payout", ""));

            fixture.agent.link().share(true);

            var waiting = fixture.await("sharing", AgentSnapshot::sharing);
            assertThat(waiting.reasons()).containsExactly(new Reason("no-payout", ""));
            assertThat(coordinator.leases()).isEmpty();
        }
    }

    @Test
    void showsEachStepOfATraining() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.training.step();
            var training =
                    fixture.await(
                            "first step",
                            s -> s.progress().map(p -> p.stepsDone() == 1).orElse(false));

            assertThat(training.activity()).isEqualTo(Activity.TRAINING);
            assertThat(training.reasons()).isEmpty();
            var progress = training.progress().orElseThrow();
            assertThat(progress.title()).isEqualTo("Moby-Dick");
            assertThat(progress.recipe()).isEqualTo("gpt");
            assertThat(progress.steps()).isEqualTo(5);
            assertThat(progress.loss()).contains(4f);
        }
    }

    @Test
    void stopsWithinASecondAndGivesTheLeaseBackWhenSwitchedOff() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);
            int closed = fixture.training.closed();
            long from = System.nanoTime();

            fixture.agent.link().share(false);

            fixture.await("off", s -> s.activity() == Activity.OFF);
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isLessThan(Duration.ofSeconds(1));
            assertThat(fixture.training.closed()).isGreaterThan(closed);
            assertThat(coordinator.leases().getFirst().released).isTrue();
        }
    }

    @Test
    void stopsTrainingWhenTheLeaseIsLost() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);

            coordinator.kill(coordinator.leases().getFirst().lease.id());

            var stopped = fixture.await("stopped", s -> s.activity() == Activity.WAITING);
            assertThat(stopped.progress()).isEmpty();
            fixture.await("asked again", s -> s.reasons().contains(new Reason("no-work", "")));
        }
    }

    @Test
    void repeatsAFailedTrainingOnce() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.failNext(1);
            fixture.sharing();

            fixture.awaitResults(1);

            assertThat(fixture.training.started()).isEqualTo(2);
        }
    }

    @Test
    void holdsACrashingJobAgainstTheJobAndKeepsRunning() {
        try (var coordinator = new FakeCoordinator(2);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.failNext(1000);
            fixture.sharing();

            var waiting =
                    fixture.await(
                            "struck", s -> s.reasons().contains(new Reason("job-failing", "moby")));

            assertThat(waiting.problem()).contains(new Reason("trainer-crashed", "139"));
            assertThat(fixture.training.started()).isEqualTo(2);
            fixture.await(
                    "second lease given back",
                    _ -> coordinator.leases().stream().allMatch(l -> l.released));
        }
    }

    @Test
    void doesNotHoldALostReplyOrAnothersPageAgainstTheJob() {
        var faults = new ArrayDeque<>(List.of(Fault.LOST_REPLY, Fault.SIGN_IN_PAGE, Fault.CUT));
        try (var coordinator = new FakeCoordinator(1)) {
            coordinator.faults(
                    line ->
                            line.contains("/v1/blobs/") && !faults.isEmpty()
                                    ? faults.remove()
                                    : Fault.NONE);
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.awaitResults(1);

                assertThat(faults).isEmpty();
                assertThat(coordinator.leases()).noneMatch(l -> l.released);
            }
        }
    }

    @Test
    void losesNothingOnABadNetwork() {
        var faults =
                new Fault[] {
                    Fault.LOST_REQUEST,
                    Fault.LOST_REPLY,
                    Fault.CUT,
                    Fault.ERROR_500,
                    Fault.BUSY_503,
                    Fault.SIGN_IN_PAGE
                };
        var count = new AtomicInteger();
        try (var coordinator = new FakeCoordinator(8)) {
            coordinator.faults(
                    _ -> {
                        int n = count.incrementAndGet();
                        return n % 3 == 0 ? faults[(n / 3) % faults.length] : Fault.NONE;
                    });
            try (var fixture = new AgentFixture(home, coordinator)) {
                untilAccepted(() -> fixture.agent.link().bindPayout(AgentFixture.binding()));
                fixture.agent.link().share(true);
                fixture.await("all leases", _ -> count.get() > 150);
                coordinator.faults(_ -> Fault.NONE);
                // Until there is no work left, so that no lease is under way when they are
                // compared.
                fixture.await(
                        "all results",
                        s ->
                                s.reasons().contains(new Reason("no-work", ""))
                                        && s.recent().size() == coordinator.receipts().size());
                fixture.agent.close();
                assertThat(keptReceipts())
                        .containsExactlyInAnyOrderElementsOf(coordinator.receipts());
                assertThat(coordinator.receipts())
                        .as(() -> "asked: " + String.join("\n", coordinator.requests()))
                        .isNotEmpty();
                assertThat(coordinator.violations()).isEmpty();
            }
        }
    }

    private static void untilAccepted(Runnable call) {
        for (int i = 0; i < 20; i++) {
            try {
                call.run();
                return;
            } catch (AgentRefusedException e) {
                assertThat(e.id()).startsWith("coordinator-");
            }
        }
        throw new AssertionError("never accepted");
    }

    @Test
    void doesNotWorkForAnotherCoordinatorAtTheSameAddress() {
        try (var first = new FakeCoordinator(0);
                var fixture = new AgentFixture(home, first).sharing()) {
            fixture.await("met", s -> s.reasons().contains(new Reason("no-work", "")));
        }
        try (var second = new FakeCoordinator(1, SigningKey.ofSeed(seed()));
                var fixture = new AgentFixture(home, second)) {
            var refused =
                    fixture.await(
                            "refused",
                            s -> s.problem().equals(Optional.of(new Reason("server-changed", ""))));

            assertThat(refused.activity()).isNotEqualTo(Activity.TRAINING);
            assertThat(second.leases()).isEmpty();
        }
    }

    private static byte[] seed() {
        var seed = new byte[32];
        seed[0] = 1;
        return seed;
    }

    @Test
    void neverLetsWrongContentReachTheTraining() {
        try (var coordinator = new FakeCoordinator(1)) {
            coordinator.corruptBlobs();
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.await(
                        "refused",
                        s -> s.problem().equals(Optional.of(new Reason("content-wrong", ""))));

                assertThat(fixture.training.started()).isZero();
                // The next attempt may have begun.
                assertThat(home.resolve("cache"))
                        .isDirectoryNotContaining(f -> !f.toString().endsWith(".part"));
            }
        }
    }

    @Test
    void keepsSwitchAndPayoutAndKeyOverARestart() {
        try (var coordinator = new FakeCoordinator(0)) {
            AgentSnapshot before;
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                before = fixture.await("sharing", s -> s.sharing() && s.payout().isPresent());
            }
            try (var fixture = new AgentFixture(home, coordinator)) {
                assertThat(fixture.snapshot().sharing()).isTrue();
                assertThat(fixture.snapshot().payout()).isEqualTo(before.payout());
                assertThat(fixture.snapshot().device()).isEqualTo(before.device());
            }
        }
    }

    @Test
    void submitsAFinishedUpdateAfterARestartWithTheSameBytes() {
        try (var coordinator = new FakeCoordinator(1)) {
            coordinator.faults(line -> line.endsWith("/commit") ? Fault.LOST_REPLY : Fault.NONE);
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.await("submitting", s -> s.activity() == Activity.SUBMITTING);
            }
            coordinator.faults(_ -> Fault.NONE);
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.awaitResults(1);

                assertThat(fixture.training.started()).isZero();
                assertThat(coordinator.violations()).isEmpty();
            }
        }
    }

    @Test
    void givesTheLeaseBackWhenItIsClosedWhileTraining() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = new AgentFixture(home, coordinator)) {
            fixture.training.hold();
            fixture.sharing();
            fixture.await("training", s -> s.activity() == Activity.TRAINING);

            fixture.agent.close();

            assertThat(coordinator.leases().getFirst().released).isTrue();
        }
    }

    @Test
    void keepsTheLeaseForTheNextStartWhenTheCoordinatorIsAwayAtTheEnd() {
        try (var coordinator = new FakeCoordinator(1)) {
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.training.hold();
                fixture.sharing();
                fixture.await("training", s -> s.activity() == Activity.TRAINING);
                coordinator.down(true);
            }
            coordinator.down(false);
            coordinator.moreLeases(1);
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.awaitResults(1);

                assertThat(coordinator.leases().getFirst().released).isTrue();
            }
        }
    }

    @Test
    void aSecondAgentSaysThatOneIsRunning() {
        try (var coordinator = new FakeCoordinator(0);
                var fixture = new AgentFixture(home, coordinator)) {
            assertThatThrownBy(
                            () ->
                                    Agent.open(
                                            AgentFixture.config(home, coordinator),
                                            AgentFixture.ports(fixture.training)))
                    .isInstanceOf(AgentAlreadyRunningException.class);
        }
    }

    @Test
    void reportsADeviceKeyThatIsDamagedAndDoesNotReplaceIt() throws Exception {
        Files.write(home.resolve("device.key"), new byte[31]);
        try (var coordinator = new FakeCoordinator(0)) {
            assertThatThrownBy(() -> new AgentFixture(home, coordinator))
                    .isInstanceOfSatisfying(
                            AgentException.class,
                            e -> assertThat(e.id()).isEqualTo("device-key-unreadable"));
            assertThat(home.resolve("device.key")).hasSize(31);
        }
    }

    @Test
    void theOlderOfTwoCopiesOfADataFolderStopsAndSaysSo(@TempDir Path copy) throws Exception {
        try (var coordinator = new FakeCoordinator(1);
                var older = new AgentFixture(home, coordinator)) {
            older.training.hold();
            older.sharing();
            older.await("training", s -> s.activity() == Activity.TRAINING);
            Files.copy(home.resolve("device.key"), copy.resolve("device.key"));
            try (var newer = new AgentFixture(copy, coordinator).sharing()) {
                var said =
                        older.await(
                                "superseded",
                                s ->
                                        s.activity() == Activity.WAITING
                                                && s.reasons()
                                                        .contains(new Reason("superseded", "")));

                assertThat(said.device()).isEqualTo(newer.snapshot().device());
                assertThat(older.training.isStopped()).isTrue();
                newer.await("at work", s -> s.reasons().contains(new Reason("no-work", "")));
            }
        }
    }

    @Test
    void passesTheRoundsOfAJobOn() {
        try (var coordinator = new FakeCoordinator(0);
                var fixture = new AgentFixture(home, coordinator)) {
            assertThat(fixture.agent.link().rounds(new JobId("moby"))).hasSize(1);
            assertThatThrownBy(() -> fixture.agent.link().rounds(new JobId("other")))
                    .isInstanceOf(AgentRefusedException.class)
                    .hasMessage("no-such-path");
        }
    }
}
