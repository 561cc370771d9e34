package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Receipt;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot.Activity;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.FakeCoordinator.Fault;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// A whole agent whose stages overlap, and what becomes of its leases when it is interrupted.
@Timeout(120)
class PipelineTest {
    private static final int HALF = 3;

    /// Bytes of any request but an update, at most.
    private static final long SMALL_REQUEST = 300;

    @TempDir private Path home;

    private static AgentSnapshot trains(AgentFixture fixture, int steps) {
        fixture.training.steps(steps);
        return fixture.await(
                steps + " steps",
                s -> s.progress().filter(p -> p.stepsDone() >= steps).isPresent());
    }

    private static AgentFixture holding(AgentFixture fixture) {
        fixture.training.hold();
        return fixture.sharing();
    }

    private static Receipt onlyReceipt(FakeCoordinator coordinator) {
        assertThat(coordinator.receipts()).hasSize(1);
        return coordinator.receipts().getFirst();
    }

    @Test
    void takesTheNextLeaseOnlyWhenHalfOfThisOneIsTrainedAndKeepsBothAlive() {
        try (var coordinator = new FakeCoordinator(3);
                var fixture = holding(new AgentFixture(home, coordinator))) {
            trains(fixture, HALF - 1);
            assertThat(coordinator.leases()).hasSize(1);

            fixture.training.step();

            fixture.await("a lease ahead", _ -> coordinator.leases().size() == 2);
            fixture.await(
                    "heartbeats of both",
                    s ->
                            s.activity() == Activity.TRAINING
                                    && coordinator.leases().stream().allMatch(l -> l.heartbeats > 2)
                                    && coordinator.leases().getFirst().stepsDone == HALF);
            assertThat(coordinator.leases()).as("one ahead at most").hasSize(2);
            assertThat(fixture.training.started()).isEqualTo(1);
        }
    }

    @Test
    void trainsOnWhileTheLastUpdateIsStillOnItsWay() {
        try (var coordinator = new FakeCoordinator(2)) {
            coordinator.faults(
                    line -> line.startsWith("PUT /v1/leases") ? Fault.BUSY_503 : Fault.NONE);
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.await("the second training", _ -> fixture.training.started() == 2);
                assertThat(coordinator.receipts()).isEmpty();

                coordinator.faults(_ -> Fault.NONE);

                fixture.awaitResults(2);
                assertThat(coordinator.violations()).isEmpty();
            }
        }
    }

    @Test
    void givesThePrefetchedLeaseBackAndSubmitsWhatIsDoneWhenSharingIsSwitchedOff() {
        try (var coordinator = new FakeCoordinator(3);
                var fixture = holding(new AgentFixture(home, coordinator))) {
            trains(fixture, HALF);
            fixture.await("a lease ahead", _ -> coordinator.leases().size() == 2);

            fixture.agent.link().share(false);

            fixture.await("off", s -> s.activity() == Activity.OFF);
            assertThat(coordinator.leases().getLast().released).isTrue();
            var receipt = onlyReceipt(coordinator).content();
            assertThat(receipt.steps()).contains(HALF);
            assertThat(receipt.pay()).isEqualTo(Wei.of(600));
        }
    }

    @Test
    void submitsWhatIsDoneWhenTheOwnerWantsItFinished() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = holding(new AgentFixture(home, coordinator))) {
            trains(fixture, 2);

            fixture.agent.link().finishNow();

            fixture.awaitResults(1);
            assertThat(onlyReceipt(coordinator).content().steps()).contains(2);
            assertThat(fixture.snapshot().sharing()).isTrue();
        }
    }

    @Test
    void submitsWhatIsDoneWhenTheLeaseCannotLastLonger() {
        try (var coordinator = new FakeCoordinator(1);
                var fixture = holding(new AgentFixture(home, coordinator))) {
            trains(fixture, 2);

            coordinator.lastsUntil(Instant.now().plusMillis(300));

            fixture.awaitResults(1);
            assertThat(onlyReceipt(coordinator).content().steps()).contains(2);
        }
    }

    @Test
    void keepsABegunLeaseOverARestart() {
        try (var coordinator = new FakeCoordinator(1)) {
            try (var fixture = holding(new AgentFixture(home, coordinator))) {
                trains(fixture, 2);
            }
            assertThat(coordinator.leases().getFirst().released).isFalse();
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.awaitResults(1);

                assertThat(fixture.training.started()).isEqualTo(1);
                assertThat(onlyReceipt(coordinator).content().steps()).contains(Examples.STEPS);
                assertThat(coordinator.violations()).isEmpty();
            }
        }
    }

    @Test
    void trainsNothingForALeaseThatDiedMeanwhile() {
        try (var coordinator = new FakeCoordinator(1)) {
            try (var fixture = holding(new AgentFixture(home, coordinator))) {
                trains(fixture, 2);
            }
            coordinator.kill(coordinator.leases().getFirst().lease.id());
            try (var fixture = new AgentFixture(home, coordinator)) {
                fixture.await("dropped", s -> s.reasons().contains(new Reason("no-work", "")));

                assertThat(fixture.training.started()).isZero();
            }
        }
    }

    @Test
    void goesOnWhereALineBroke() {
        try (var coordinator = new FakeCoordinator(1)) {
            coordinator.faults(
                    line ->
                            line.contains("/blobs/") || line.contains("?from=0")
                                    ? Fault.CUT
                                    : Fault.NONE);
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.await(
                        "ranges",
                        _ -> coordinator.requests().stream().anyMatch(r -> r.contains(" bytes=")));
                coordinator.faults(line -> line.contains("?from=0") ? Fault.CUT : Fault.NONE);
                fixture.awaitResults(1);
            }
            assertThat(coordinator.requests())
                    .anyMatch(r -> r.startsWith("PUT") && r.matches(".*from=[1-9].*"));
            assertThat(coordinator.violations()).isEmpty();
        }
    }

    @Test
    void takesNothingBeyondTheOwnersLimits() {
        // The reason stands for a tenth of a second, until it asks again: with many leases it comes
        // again and again.
        try (var coordinator = new FakeCoordinator(1000);
                var fixture = new AgentFixture(home, coordinator)) {
            limit(fixture, 0);
            fixture.sharing();
            fixture.await("spent", s -> s.reasons().contains(new Reason("data-cap-day", "0")));
            assertThat(coordinator.leases()).isEmpty();

            limit(fixture, 500_000);
            fixture.await(
                    "too much",
                    s ->
                            s.reasons().contains(new Reason("data-cap-day", "0"))
                                    && coordinator.leases().stream().anyMatch(l -> l.released));

            assertThat(fixture.training.started()).isZero();
        }
    }

    private static void limit(AgentFixture fixture, long bytesPerDay) {
        fixture.agent
                .link()
                .limit(new TransferLimits(Optional.of(bytesPerDay), Optional.empty(), 1L << 30, 0));
    }

    @Test
    void countsWhatGoesOverTheLine() {
        try (var coordinator = new FakeCoordinator(2)) {
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.awaitResults(2);
            }
            try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC())) {
                var sum = records.traffic().since(false);
                long updates = coordinator.leases().stream().mapToLong(l -> l.staged.length).sum();
                // The last request may have been given up half-way, or before it came to the line:
                // it is counted first (decision record 12).
                assertThat(sum.up())
                        .isBetween(updates + 1, coordinator.bytesReceived() + SMALL_REQUEST);
                assertThat(sum.down())
                        .isBetween(coordinator.contentBytes() + 1, coordinator.bytesSent());
                assertThat(records.traffic().since(true)).isEqualTo(sum);
            }
            assertThat(home.resolve("updates")).as("kept to be repeated").isNotEmptyDirectory();
        }
    }
}
