package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Receipt;
import hearth.protocol.ReceiptChain;
import hearth.protocol.SigningKey;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.testing.PostgresServer;
import hearth.testing.S3Server;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Several coordinators over one database and one bucket, while devices work: replicas die, the
/// database dies, both at once. Nothing that was acknowledged is lost, and nothing counts twice.
@Tag("trial")
@Execution(ExecutionMode.CONCURRENT)
final class FailOverTest {
    private static final boolean NIGHTLY = Boolean.getBoolean("hearth.nightly");
    private static final long SEED = 62;
    private static final int DEVICES = 4;
    private static final int DEATHS = NIGHTLY ? 30 : 2;
    private static final int LEASES_BETWEEN = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path folder;
    private final PostgresServer postgres = PostgresServer.start();
    private final List<Replica> replicas = new ArrayList<>();
    private final List<RestlessDevice> devices = new ArrayList<>();
    private final AtomicInteger received = new AtomicInteger();
    private int replicasKilled;
    private int databaseKilled;
    private volatile boolean over;

    @AfterEach
    void close() {
        over = true;
        replicas.stream().filter(Replica::isAlive).forEach(Replica::kill);
        postgres.close();
    }

    @Test
    void losesNothingAndDoublesNothingWhenReplicasAndTheDatabaseAreKilled(TestReporter reporter)
            throws InterruptedException, ExecutionException, TimeoutException {
        var s3 = S3Server.shared();
        var shared = new Replica.Shared(postgres.schema("network"), s3.endpoint(), s3.bucket());
        replicas.add(new Replica(shared, folder.resolve("one"), Optional.empty()));
        replicas.add(new Replica(shared, folder.resolve("two"), Optional.of(replicas.getFirst())));
        replicas.forEach(replica -> await(replica::isReady));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var working = new ArrayList<Future<?>>();
            for (int number = 1; number <= DEVICES; number++) {
                var device = new RestlessDevice(number, SEED, replicas);
                devices.add(device);
                working.add(
                        threads.submit(() -> device.work(() -> !over, received::incrementAndGet)));
            }
            var random = new Random(SEED);
            try {
                for (int death = 0; death < DEATHS; death++) {
                    awaitMore();
                    // One that just begins would not outlive its database, and is not to.
                    replicas.forEach(replica -> await(replica::isReady));
                    strike(death, replicas.get(random.nextInt(replicas.size())));
                }
                awaitMore();
            } finally {
                // The devices are waited for, also where something failed.
                over = true;
            }
            for (var device : working) {
                device.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
        replicas.forEach(Replica::kill);
        reckon(shared, reporter);
    }

    /// First a replica, then the database under all of them, then both, and so on.
    private void strike(int death, Replica victim) {
        boolean replica = death % 3 != 1;
        if (replica) {
            assertThat(victim.isAlive()).isTrue();
            victim.kill();
            replicasKilled++;
            awaitMore();
        }
        if (death % 3 != 0) {
            postgres.kill();
            databaseKilled++;
            postgres.startAgain();
        }
        if (replica) {
            victim.startAgain();
        }
    }

    /// Work goes on, whatever is dead.
    private void awaitMore() {
        int before = received.get();
        await(() -> received.get() >= before + LEASES_BETWEEN);
    }

    private void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> devices.stream().map(RestlessDevice::heard).toList() + said())
                    .isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private String said() {
        return replicas.stream().map(Replica::said).toList().toString();
    }

    /// What is in the database, against what the devices hold in their hands.
    /// Whichever replica gave them. Of the last one the device may have heard nothing.
    private static void followEachOther(RestlessDevice device) {
        var contents = device.receipts().stream().map(Receipt::content).distinct().toList();
        var chain = ReceiptChain.of(contents);
        assertThat(chain.breaks()).isEmpty();
        assertThat(chain.first()).contains(1L);
        assertThat(chain.last()).isEqualTo(contents.size());
    }

    private void reckon(Replica.Shared shared, TestReporter reporter) {
        var config = shared.config(folder.resolve("three"), 0);
        var stores = (Stores.Shared) config.stores();
        try (var database = config.stores().database(config.folder())) {
            var blobs = config.stores().blobs(config.folder(), database);
            var premises =
                    new Premises(
                            database, blobs, Clock.systemUTC(), new Random(1), config.policy());
            var coordinator = new Coordinator(premises, SigningKey.ofSeed(new byte[32]), config);
            boolean more = true;
            while (more) {
                boolean evaluated = coordinator.evaluate();
                more = !coordinator.advance().isEmpty() || evaluated;
            }
            // Empty where a replica settled after the last round, before it was killed.
            var _ = coordinator.settle();
            var held = new ArrayList<Receipt>();
            devices.forEach(device -> held.addAll(device.receipts()));
            devices.forEach(FailOverTest::followEachOther);
            var reckoning = Reckoning.of(database, blobs, held);
            var counters = reckoning.byName();
            counters.put("replicas killed", Integer.toString(replicasKilled));
            counters.put("database killed", Integer.toString(databaseKilled));
            counters.put("requests without an answer", Integer.toString(unanswered()));
            int elsewhere = devices.stream().mapToInt(RestlessDevice::elsewhere).sum();
            counters.put("requests in a session that another began", Integer.toString(elsewhere));
            reporter.publishEntry(counters);
            assertThat(reckoning.lost()).as("lost").isZero();
            assertThat(reckoning.doubled()).as("doubled").isZero();
            assertThat(reckoning.publishedTwice()).as("published twice").isZero();
            assertThat(reckoning.violated()).as("violated").isZero();
            assertThat(reckoning.results()).isGreaterThanOrEqualTo(reckoning.receipts());
            assertThat(reckoning.paid()).as("paid").isPositive();
            assertThat(elsewhere).as("sessions of the whole network").isPositive();
            assertThat(reckoning.publishers()).as("publishers").isPositive();
            assertThat(replicasKilled + databaseKilled).isGreaterThanOrEqualTo(DEATHS);
            assertThat(OfflineVerification.violations(stores)).isEmpty();
            assertThat(OfflineVerification.verify(stores, folder.resolve("verify")))
                    .isInstanceOfSatisfying(
                            OfflineVerification.Verified.Same.class,
                            same -> assertThat(same.checkpoints()).isPositive());
            seesWhatIsMissing(database, blobs, held, stores, folder.resolve("again"));
        }
    }

    /// The counters are not zero because nobody looks.
    private static void seesWhatIsMissing(
            Database database,
            BlobStore blobs,
            List<Receipt> held,
            Stores.Shared stores,
            Path scratch) {
        database.change(
                session -> {
                    session.update(
                            "DELETE FROM ledger WHERE result = (SELECT min(result) FROM ledger)");
                    session.update("INSERT INTO publisher SELECT * FROM publisher WHERE round = 0");
                });
        held.add(held.getFirst());
        var other = held.getFirst().content();
        held.add(Receipt.signed(other, SigningKey.ofSeed(new byte[32])));
        var doctored = Reckoning.of(database, blobs, held);
        assertThat(doctored.lost()).isEqualTo(1);
        assertThat(doctored.doubled()).isEqualTo(1);
        assertThat(doctored.publishedTwice()).isEqualTo(1);
        assertThat(doctored.violated()).isPositive();
        assertThat(OfflineVerification.violations(stores)).isNotEmpty();
        assertThat(OfflineVerification.verify(stores, scratch))
                .isInstanceOf(OfflineVerification.Verified.Different.class);
    }

    private int unanswered() {
        return devices.stream().mapToInt(RestlessDevice::unanswered).sum();
    }
}
