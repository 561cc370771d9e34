package hearth.coordinator.simulation;

import hearth.coordinator.Coordinator;
import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.Policy;
import hearth.coordinator.Premises;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.LossLimits;
import hearth.protocol.Manifest.RepeatLimits;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.Database;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A whole network in one thread on a clock that jumps from event to event: workers who come and
/// go, crash, lie and lose messages, and the real [Coordinator] on SQLite in memory. Training,
/// blobs and chain are stand-ins at its ports, nothing else. The same setting gives the same world.
public final class World implements AutoCloseable {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Duration SWEEP = Duration.ofSeconds(15);
    private static final int PLACES = 256;
    private static final int SHARDS = 4 * PLACES;
    private static final int DEVICES_OF_SOME = 3;
    private static final int SHOWN = 10;
    private static final String CONTRACT = "0x00000000000000000000000000000000000000ff";

    private final WorldSetting setting;
    private final VirtualClock clock = new VirtualClock();
    private final Database database;
    private final MemoryChain chain;
    private final Coordinator coordinator;
    private final Map<JobId, Manifest> manifests = new HashMap<>();
    private final Books books = new Books();
    private final List<Worker> workers = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<String> violations = new ArrayList<>();
    private final WorkerLife life;
    private final int jobs;
    private long now;
    private long order;
    private long checks;
    private long violated;

    /// What happens when.
    ///
    /// @param at milliseconds since the beginning
    /// @param order of events at the same time
    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    public World(WorldSetting setting) {
        this.setting = setting;
        var random = new SplittableRandom(setting.seed());
        database = Database.inMemory(CoordinatorServer.migrations());
        chain = new MemoryChain(random.split());
        coordinator = coordinator(random.split());
        jobs = Math.max(2, setting.workers() / PLACES + 2);
        var habits = new Habits(random.split());
        life = new WorkerLife(coordinator, this, habits);
        fund();
        populate(habits);
    }

    private Coordinator coordinator(SplittableRandom random) {
        var policy = policy();
        var premises = new Premises(database, new MemoryBlobs(), clock, random, policy);
        return new Coordinator(
                premises,
                SigningKey.ofSeed(new byte[32]),
                new CoordinatorConfig(
                        Path.of("nowhere"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(new CoordinatorConfig.RewardsContract(31337, CONTRACT)),
                        policy,
                        clock,
                        new CoordinatorConfig.Ports(
                                (_, _, binding) -> Optional.of(binding.payout()),
                                Optional.of(chain),
                                new StandInTraining())));
    }

    /// The public network's, but pay is released after six hours and sixteen results, so that a day
    /// has epochs.
    private static Policy policy() {
        var network = Policy.network();
        return new Policy(
                network.leaseTime(),
                network.longestLease(),
                network.roundPatience(),
                Duration.ofHours(6),
                16,
                network.epochInterval(),
                SWEEP,
                network.provenAfter(),
                network.provenLeases(),
                network.ownerShare(),
                network.checking());
    }

    private void fund() {
        var geometry = StandInJob.geometry();
        var all =
                new Verification(
                        geometry.minNorm(),
                        geometry.maxNorm(),
                        geometry.minCosine(),
                        geometry.maxPairCosine(),
                        Optional.of(LossLimits.usual(1)),
                        Optional.of(RepeatLimits.usual()));
        int places = Math.min(PLACES, Math.max(8, setting.workers() / 4));
        for (int i = 0; i < jobs; i++) {
            var id = new JobId("job-" + i);
            var job =
                    new StandInJob(
                            id.value(),
                            places,
                            Math.min(SHARDS, 4 * places),
                            1_000_000,
                            Wei.of(1_000_000L),
                            Wei.ofEmber("1"),
                            all);
            var manifest = job.manifest(coordinator.blobs());
            manifests.put(id, manifest);
            coordinator.create(id, manifest);
        }
        evaluate();
    }

    private void populate(Habits habits) {
        var tempers = Temper.values();
        int liars = (int) Math.round(setting.workers() * setting.hostile());
        for (int i = 0; i < setting.workers(); i++) {
            boolean lies = i < liars;
            var temper = lies ? tempers[1 + i % (tempers.length - 1)] : Temper.HONEST;
            int owner = i % 10 < DEVICES_OF_SOME ? i - i % 10 : i;
            var worker = new Worker(i, lies ? i : -owner - 1, temper, habits);
            workers.add(worker);
            coordinator.register(worker.device, new Registration("simulated"));
            coordinator.bindPayout(
                    worker.device,
                    new PayoutBinding(worker.account, clock.instant().getEpochSecond() + 60, "00"));
            after(habits.away(0, worker.zone), () -> life.comesOnline(worker));
        }
    }

    /// Lets the time pass and says what became of it.
    ///
    /// @param progress is told each simulated hour
    public WorldReport run(Consumer<String> progress) {
        long began = System.nanoTime();
        long spent = THREADS.getCurrentThreadCpuTime();
        long end = (long) (setting.days() * 24 * Habits.HOUR);
        every(SWEEP.toMillis(), this::sweep);
        every(
                Habits.HOUR,
                () -> {
                    var frozen = coordinator.settle();
                    coordinator.post();
                    check();
                    progress.accept(
                            "hour %d: %d leases, %d violations%s"
                                    .formatted(
                                            now() / Habits.HOUR,
                                            count("lease"),
                                            violated,
                                            frozen.map(e -> ", epoch " + e).orElse("")));
                });
        while (!events.isEmpty() && events.peek().at() <= end) {
            var next = events.remove();
            now = next.at();
            clock.jumpTo(next.at());
            next.what().run();
        }
        check();
        return report(
                (System.nanoTime() - began) / 1e9,
                (THREADS.getCurrentThreadCpuTime() - spent) / 1e9);
    }

    long now() {
        return now;
    }

    Manifest manifest(Lease lease) {
        return Optional.ofNullable(manifests.get(lease.job())).orElseThrow();
    }

    Books books() {
        return books;
    }

    void after(long millis, Runnable what) {
        events.add(new Event(now + millis, order++, what));
    }

    private void every(long millis, Runnable what) {
        after(
                millis,
                () -> {
                    what.run();
                    every(millis, what);
                });
    }

    /// As the coordinator's workers do.
    private void sweep() {
        coordinator.advance();
        evaluate();
    }

    private void evaluate() {
        while (coordinator.evaluate()) {
            assert now >= 0;
        }
    }

    private void check() {
        checks++;
        var found = coordinator.violations();
        violated += found.size();
        found.stream().limit(SHOWN - Math.min(SHOWN, violations.size())).forEach(violations::add);
    }

    private long count(String table) {
        return database.read(s -> s.count("SELECT count(*) AS n FROM " + table));
    }

    private WorldReport report(double seconds, double cpuSeconds) {
        var liars =
                workers.stream()
                        .filter(w -> !w.temper.isHonest())
                        .collect(Collectors.toMap(w -> w.device.value(), w -> w.account));
        var tally = new Tally(database, liars.keySet());
        long leases = count("lease");
        var punished = tally.honestPunished();
        return new WorldReport(
                Math.round(seconds * 100) / 100.0,
                setting.workers(),
                setting.days(),
                setting.seed(),
                leases,
                tally.accepted(),
                tally.rounds(),
                checks,
                violated,
                books.doublePaid(database),
                books.lost(database),
                Books.share(database, Set.copyOf(liars.values())),
                tally.hostileWorkShare(),
                punished.values().stream().mapToLong(n -> n).sum(),
                punished,
                tally.hostileRefused(),
                tally.released().toString(),
                chain.total().toString(),
                Math.round(leases / seconds),
                Math.round(leases / cpuSeconds),
                violations);
    }

    @Override
    public void close() {
        database.close();
    }
}
