package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
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
                    var client =
                            new CoordinatorClient(
                                    coordinator.address(),
                                    DeviceKeyFile.open(
                                            home.resolve("device.key"), new SecureRandom()),
                                    "den",
                                    records.settings(),
                                    Clock.systemUTC())) {
                refresh(new CoordinatorNews(client, records, Clock.systemUTC()));

                assertThat(records.leases().receipts())
                        .containsExactlyInAnyOrderElementsOf(coordinator.receipts())
                        .hasSize(LEASES);
            }
        }
    }

    private static void refresh(CoordinatorNews news) throws InterruptedException {
        var done = new CountDownLatch(1);
        news.refresh(_ -> done.countDown(), Throwable::printStackTrace);
        assertThat(done.await(60, TimeUnit.SECONDS)).as("an answer").isTrue();
    }
}
