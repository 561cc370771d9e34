package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.DeviceId;
import hearth.protocol.LeaseId;
import hearth.protocol.Messages;
import hearth.protocol.Receipt;
import hearth.protocol.Wei;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class CoordinatorNewsTest {
    private static final int LEASES = 2;

    @TempDir private Path home;

    /// A journal that was lost whole: nothing but the device key is left.
    @Test
    void asksAgainForTheReceiptsThatTheJournalHasLost() throws Exception {
        try (var coordinator = new FakeCoordinator(LEASES)) {
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.awaitResults(LEASES);
            }
            for (var suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(home.resolve("journal.db" + suffix));
            }

            try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                    var client = client(coordinator, records)) {
                refresh(
                        new CoordinatorNews(
                                client, records, Clock.systemUTC(), Duration.ofSeconds(30)));

                assertThat(records.leases().receipts())
                        .containsExactlyInAnyOrderElementsOf(coordinator.receipts())
                        .hasSize(LEASES);
            }
        }
    }

    /// It signed for one more lease than it lists results for.
    @Test
    void saysThatTheCoordinatorForgotWhatItSignedForAnHourAgo() throws Exception {
        try (var coordinator = new FakeCoordinator(LEASES)) {
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.awaitResults(LEASES);
            }
            var now = new Instant[] {Instant.now()};
            try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                    var client = client(coordinator, records)) {
                InstantSource clock = () -> now[0];
                var news = new CoordinatorNews(client, records, clock, Duration.ofSeconds(30));
                refresh(news);
                var device = records.leases().receipts().getFirst().content().device();
                var lost = Examples.receipt(Examples.lease("l-lost", now[0]));
                records.leases().keepAgain(of(lost, device), now[0]);
                var others = Examples.receipt(Examples.lease("l-others", now[0]));
                records.leases().keepAgain(others, now[0]);

                now[0] = now[0].plus(Duration.ofMinutes(59));
                refresh(news);
                assertThat(records.receipts().problem()).as("not an hour yet").isEmpty();
                now[0] = now[0].plus(Duration.ofMinutes(6));
                refresh(news);
                assertThat(records.receipts().problem())
                        .contains(new AgentSnapshot.Reason("receipt-without-result", "1"));
                assertThat(records.receipts().forgotten(device, now[0]))
                        .containsExactly(new LeaseId("l-lost"));
                assertThat(records.receipts().after(0, 100)).hasSize(LEASES + 2);
                long last = records.receipts().after(0, 100).getLast().number();
                assertThat(records.receipts().after(last, 100)).isEmpty();
            }
        }
    }

    private static Receipt of(Receipt receipt, DeviceId device) {
        var c = receipt.content();
        return Receipt.signed(
                new Receipt.Content(
                        c.server(),
                        c.lease(),
                        c.job(),
                        c.round(),
                        device,
                        c.update(),
                        c.pay(),
                        c.steps(),
                        c.receivedAt()),
                Examples.SERVER);
    }

    /// It costs a request, so it is asked for after something was decided, and not at each refresh.
    @Test
    void asksSeldomWhatTheDeviceIsKnownFor() throws Exception {
        var now = new Instant[] {Instant.parse("2026-11-23T10:00:00Z")};
        try (var coordinator = new FakeCoordinator(LEASES);
                var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                var client = client(coordinator, records)) {
            InstantSource clock = () -> now[0];
            var news = new CoordinatorNews(client, records, clock, Duration.ofSeconds(30));
            assertThat(records.results().standings()).isEmpty();

            refresh(news);
            assertThat(records.results().standings()).contains(coordinator.standings());
            now[0] = now[0].plus(Duration.ofHours(1));
            refresh(news);
            assertThat(coordinator.standingsAsked()).as("nothing was decided since").isEqualTo(1);

            decide(records);
            refresh(news);
            assertThat(coordinator.standingsAsked()).isEqualTo(2);
            decide(records);
            refresh(news);
            assertThat(coordinator.standingsAsked()).as("it was just asked").isEqualTo(2);
            now[0] = now[0].plus(Duration.ofMinutes(5));
            refresh(news);
            assertThat(coordinator.standingsAsked()).as("asked for what it missed").isEqualTo(3);
        }
    }

    /// A page at a time, so that what was told falsely is found without a burden on the
    /// coordinator.
    @Test
    void readsAgainWhatItWasToldEveryThreeHours() throws Exception {
        try (var coordinator = new FakeCoordinator(LEASES)) {
            try (var fixture = new AgentFixture(home, coordinator).sharing()) {
                fixture.awaitResults(LEASES);
            }
            var now = new Instant[] {Instant.now()};
            try (var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                    var client = client(coordinator, records)) {
                InstantSource clock = () -> now[0];
                var news = new CoordinatorNews(client, records, clock, Duration.ofSeconds(30));
                refresh(news);
                assertThat(records.results().lookedAt()).as("an agent that just began").isZero();
                now[0] = now[0].plus(Duration.ofMinutes(10));
                refresh(news);
                assertThat(records.results().lookedAt()).isEqualTo(LEASES);
                now[0] = now[0].plus(Duration.ofMinutes(179));
                refresh(news);
                assertThat(records.results().lookedAt()).as("not yet again").isEqualTo(LEASES);
                now[0] = now[0].plus(Duration.ofMinutes(1));
                refresh(news);
                assertThat(records.results().lookedAt()).as("behind the last").isZero();
            }
        }
    }

    @Test
    void hearsThatTheAccountIsAboutToChange() throws Exception {
        try (var coordinator = new FakeCoordinator(0);
                var records = AgentRecords.open(home.resolve("journal.db"), Clock.systemUTC());
                var client = client(coordinator, records)) {
            coordinator.paysTo(_ -> PayoutWatchTest.changing(Instant.now().plusSeconds(3600)));
            var news =
                    new CoordinatorNews(client, records, Clock.systemUTC(), Duration.ofSeconds(30));
            refresh(news);
            assertThat(records.payouts().reason()).isPresent();
        }
    }

    private CoordinatorClient client(FakeCoordinator coordinator, AgentRecords records) {
        return new CoordinatorClient(
                coordinator.address(),
                DeviceKeyFile.open(home.resolve("device.key"), new SecureRandom()),
                "den",
                records.settings(),
                Clock.systemUTC());
    }

    /// What the coordinator says of the earnings next is another thing than what was known.
    private static void decide(AgentRecords records) {
        records.results()
                .keep(new Messages.Earnings(Wei.of(7), Wei.of(7), Wei.ZERO, Wei.ZERO, 1, 0));
    }

    private static void refresh(CoordinatorNews news) throws InterruptedException {
        var done = new CountDownLatch(1);
        news.refresh(_ -> done.countDown(), Throwable::printStackTrace);
        assertThat(done.await(60, TimeUnit.SECONDS)).as("an answer").isTrue();
    }
}
