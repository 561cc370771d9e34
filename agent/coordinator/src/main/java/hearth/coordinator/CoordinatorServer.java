package hearth.coordinator;

import hearth.protocol.ServerId;
import hearth.protocol.SigningKey;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.FolderLock;
import hearth.storage.Migrations;
import hearth.storage.StoreUnavailableException;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;

/// A running coordinator: folder, HTTP, and three workers of one virtual thread each (rounds,
/// settlement, evaluation). Everything it knows is on the disk before it is said, so it may be
/// killed at any time and opened again.
public final class CoordinatorServer implements AutoCloseable {
    static final String DATABASE = "coordinator.db";
    static final String BLOBS = "blobs";
    private static final System.Logger LOG = System.getLogger(CoordinatorServer.class.getName());

    private static final Duration GRACE = Duration.ofSeconds(10);

    /// After which another coordinator takes over what this one no longer does.
    private static final Duration TERM = Duration.ofSeconds(5);

    private static final int NAME_BYTES = 16;

    /// Milliseconds between two looks for what may go.
    private static final long TIDY = Duration.ofSeconds(10).toMillis();

    /// Closing a round is mostly waiting for the disk, its files' and its transactions'; a model of
    /// any size needs the same 19 MB for it.
    private static final int CLOSERS = 4;

    private final CoordinatorConfig config;
    private final FolderLock lock;
    private final Database database;
    private final Coordinator coordinator;
    private final HttpListener http;
    private final RoundNews news = new RoundNews();
    private final Optional<SharedDuties> duties;
    private long publishedRounds;
    private final Workers workers = new Workers();
    private final ScheduledExecutorService rounds = workers.named("rounds");
    private final ScheduledExecutorService settlement = workers.named("settlement");
    private final ScheduledExecutorService evaluation = workers.named("evaluation");
    private final ScheduledExecutorService connections = workers.named("connections");
    private final ScheduledExecutorService tenures = workers.named("tenures");
    private final ScheduledExecutorService tidying = workers.named("tidying");
    private final Wake closing = new Wake(rounds, () -> Workers.guard(this::closeRounds));
    private final Wake measuring = new Wake(evaluation, () -> Workers.guard(this::evaluateAll));
    private volatile boolean stopping;
    private volatile boolean resting;

    private CoordinatorServer(
            CoordinatorConfig config,
            FolderLock lock,
            Database database,
            BlobStore blobs,
            SigningKey key) {
        this.config = config;
        this.lock = lock;
        this.database = database;
        var random = new SecureRandom();
        duties =
                config.stores().areShared()
                        ? Optional.of(
                                new SharedDuties(database, config.clock(), name(random), TERM))
                        : Optional.empty();
        var premises =
                new Premises(
                        database,
                        blobs,
                        config.clock(),
                        random,
                        config.policy(),
                        duties.<Duties>map(d -> d).orElseGet(Duties::alone),
                        CLOSERS);
        coordinator = new Coordinator(premises, key, config);
        http = new HttpListener(config, coordinator, news, this::wakeRounds, random);
    }

    /// From an empty file to the newest schema: in the order in which they came to be, by which a
    /// file that exists knows what it has, and not always in that of their names.
    public static Migrations migrations() {
        return Migrations.fromResources(
                CoordinatorServer.class,
                "0001-begin.sql",
                "0002-parts-of-leases.sql",
                "0003-sandbox-of-leases.sql",
                "0004-instances-of-devices.sql",
                "0005-households.sql",
                "0006-verification.sql",
                "0007-job-owners.sql",
                "0008-scale.sql",
                "0009-replicas.sql",
                "0010-verdicts.sql",
                "0011-inference.sql",
                "0012-publishers.sql",
                "0013-scale.sql",
                "0014-scale.sql",
                "0015-privacy.sql",
                "0017-models.sql",
                "0018-leases.sql",
                "0019-waits-and-draws.sql",
                "0020-small-blobs-and-appeals.sql",
                "0021-fewer-pages.sql",
                "0022-old-rounds.sql",
                "0023-sent-roots.sql",
                "0027-claimable-roots.sql",
                "0028-what-goes.sql",
                "0030-payout-changes.sql",
                "0026-auditors.sql",
                "0031-running-counts.sql",
                "0032-chains.sql",
                "0034-cheaper-cycles.sql");
    }

    /// Opens the folder, continues where it was left, and listens.
    public static OpenOutcome open(CoordinatorConfig config) {
        var folder = config.folder().toString();
        Optional<FolderLock> lock;
        try {
            Files.createDirectories(config.folder());
            makePrivate(config.folder());
            lock = FolderLock.acquire(config.folder());
        } catch (IOException e) {
            return new OpenOutcome.FolderUnwritable(folder);
        }
        if (lock.isEmpty()) {
            return new OpenOutcome.FolderInUse(folder);
        }
        Database database;
        try {
            database = config.stores().database(config.folder());
        } catch (StoreUnavailableException e) {
            lock.get().close();
            return unavailable(e);
        }
        var key = CoordinatorKey.load(config.folder());
        var known = config.stores().areShared() ? known(database, key) : key.serverId();
        if (!known.equals(key.serverId())) {
            database.close();
            lock.get().close();
            return new OpenOutcome.OtherServer(known);
        }
        BlobStore blobs;
        try {
            blobs = config.stores().blobs(config.folder(), database);
        } catch (StoreUnavailableException e) {
            database.close();
            lock.get().close();
            return unavailable(e);
        }
        var elsewhere =
                config.contract()
                        .flatMap(
                                on ->
                                        Epochs.settledOn(database, blobs)
                                                .filter(there -> !there.isSameAs(on)));
        if (elsewhere.isPresent()) {
            blobs.close();
            database.close();
            lock.get().close();
            return new OpenOutcome.OtherContract(elsewhere.get());
        }
        var server = new CoordinatorServer(config, lock.get(), database, blobs, key);
        if (!server.http.listens()) {
            server.release();
            return new OpenOutcome.PortTaken(config.address().getPort());
        }
        server.startWorkers();
        LOG.log(Level.INFO, "coordinator {0} listens at {1}", key.serverId(), server.uri());
        return new OpenOutcome.Opened(server);
    }

    private static OpenOutcome unavailable(StoreUnavailableException failure) {
        LOG.log(Level.WARNING, "a store cannot be used", failure);
        return new OpenOutcome.StoreUnavailable(failure.reason(), failure.place());
    }

    /// Whose database it is; the first one to open it makes it theirs. Devices trust one key.
    private static ServerId known(Database database, SigningKey key) {
        return database.transaction(
                session -> {
                    session.update(
                            "INSERT INTO server (id) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM"
                                    + " server)",
                            key.serverId());
                    return session.first("SELECT id FROM server", row -> row.text("id"))
                            .map(ServerId::new)
                            .orElseThrow();
                });
    }

    private static String name(SecureRandom random) {
        var bytes = new byte[NAME_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Updates that are not published yet, accounts and the key lie in it.
    private static void makePrivate(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private void startWorkers() {
        long sweep = config.policy().sweep().toMillis();
        long interval = config.policy().epochInterval().toMillis();
        Workers.every(rounds, sweep, this::advance);
        Workers.every(settlement, sweep, coordinator::post);
        Workers.every(settlement, interval, this::settle);
        Workers.every(evaluation, sweep, this::evaluateAll);
        Workers.every(tidying, TIDY, this::tidy);
        Workers.every(connections, HttpListener.SWEEP, http::sweep);
        Workers.every(connections, HttpListener.CERTIFICATE_LOOK, http::renew);
        duties.ifPresent(d -> Workers.every(tenures, TERM.dividedBy(3).toMillis(), d::renew));
    }

    private void advance() {
        if (!resting) {
            tell(coordinator.advance());
        }
    }

    private void closeRounds() {
        if (!resting) {
            tell(coordinator.closeRounds());
        }
    }

    private void tell(List<PublishedRound> published) {
        for (var round : published) {
            LogContext.within(
                    Map.of("job", round.job(), "round", round.round()),
                    () -> LOG.log(Level.INFO, "round published"));
        }
        if (!published.isEmpty() || othersPublished()) {
            news.publish();
        }
    }

    private Optional<Long> settle() {
        var frozen = coordinator.settle();
        frozen.ifPresent(
                epoch ->
                        LogContext.within(
                                Map.of("epoch", epoch), () -> LOG.log(Level.INFO, "epoch frozen")));
        return frozen;
    }

    private boolean othersPublished() {
        if (duties.isEmpty()) {
            return false;
        }
        long before = publishedRounds;
        publishedRounds = coordinator.figures().publishedRounds();
        return publishedRounds != before;
    }

    private void tidy() {
        boolean more = true;
        while (more && !stopping) {
            more = coordinator.tidy();
        }
    }

    private void evaluateAll() {
        boolean more = true;
        while (more && !stopping && !resting) {
            more = coordinator.evaluate();
            if (more) {
                closing.wake();
            }
        }
    }

    /// A result may have to be measured before its round can close.
    private void wakeRounds() {
        closing.wake();
        measuring.wake();
    }

    public Coordinator coordinator() {
        return coordinator;
    }

    /// Where it listens, such as `http://127.0.0.1:7410`.
    public URI uri() {
        return http.uri();
    }

    HttpListener http() {
        return http;
    }

    public Path folder() {
        return config.folder();
    }

    /// Releases, freezes and posts what is due now instead of at the next interval.
    ///
    /// @return the epoch that was frozen, unless there was nothing to release
    public Optional<Long> settleNow() {
        var frozen = CompletableFuture.supplyAsync(this::settle, settlement);
        settlement.execute(() -> Workers.guard(coordinator::post));
        return frozen.join();
    }

    /// Closes no round and judges no result from now on, so that what is accepted stays as it is
    /// while it is settled and summed up. Requests are still answered. Blocks until the steps that
    /// run have ended.
    public void rest() throws InterruptedException {
        resting = true;
        for (var worker : List.of(rounds, evaluation)) {
            var idle = new CountDownLatch(1);
            worker.execute(idle::countDown);
            idle.await();
        }
    }

    @Override
    public void close() {
        stopping = true;
        LOG.log(Level.INFO, "coordinator ends");
        http.stop();
        workers.shutdown();
        config.ports().evaluator().close();
        workers.await(GRACE);
        duties.ifPresent(d -> Workers.guard(d::resign));
        release();
    }

    private void release() {
        coordinator.blobs().close();
        database.close();
        lock.close();
    }
}
