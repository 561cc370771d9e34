package hearth.coordinator.load;

import hearth.coordinator.CoordinatorConfig;
import hearth.coordinator.CoordinatorServer;
import hearth.coordinator.OpenOutcome;
import hearth.coordinator.Policy;
import hearth.coordinator.Stores;
import hearth.coordinator.TrafficLimits;
import hearth.coordinator.simulation.StandInJob;
import hearth.coordinator.simulation.StandInTraining;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// A whole coordinator on a disk, with its HTTP, its signatures and its background work, under as
/// many requests as it answers. Only training is a stand-in.
public final class LoadTrial {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    private static final int SEED = 32;

    /// In which the system counts a process's time, nanoseconds; a thread's it counts finer.
    private static final long TICK = 10_000_000;

    /// Nothing wakes the rounds where HTTP does not.
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final LoadSetting setting;
    private final Clock clock;
    private final List<SigningKey> keys = new ArrayList<>();
    private final Map<JobId, Manifest> manifests = new HashMap<>();

    public LoadTrial(LoadSetting setting, Clock clock) {
        this.setting = setting;
        this.clock = clock;
        for (int i = 0; i < setting.devices(); i++) {
            keys.add(SigningKey.ofSeed(ByteBuffer.allocate(SEED).putInt(0, i + 1).array()));
        }
    }

    /// @param folder of the coordinator; empty
    /// @param shared another database to measure beside; empty, too
    /// @param progress is told what is measured
    /// @throws IOException if a request was refused that should not have been
    public LoadReport run(Path folder, Optional<Stores> shared, Consumer<String> progress)
            throws IOException {
        LoadReport.Column direct;
        LoadReport.Column http;
        long violations;
        DiskUse before;
        var own = folder.resolve("sqlite");
        try (var server = open(own, new Stores.Embedded())) {
            populate(server);
            before = DiskUse.of(own);
            progress.accept("without HTTP");
            direct =
                    column(
                            server,
                            () -> new DirectWay(server.coordinator()),
                            ServerTime.NONE,
                            progress);
            progress.accept("with HTTP");
            http = column(server, () -> new HttpWay(server.uri()), ServerTime.NONE, progress);
            violations = server.coordinator().violations().size();
            boolean more = true;
            while (more) {
                more = server.coordinator().tidy();
            }
        }
        var disk = DiskUse.of(own).since(before);
        Optional<LoadReport.Column> postgres = Optional.empty();
        if (shared.isPresent()) {
            try (var server = open(folder.resolve("postgres"), shared.get())) {
                populate(server);
                progress.accept("with HTTP, over PostgreSQL");
                var time = ServerTime.of(shared.get());
                var column = column(server, () -> new HttpWay(server.uri()), time, progress);
                postgres = Optional.of(column);
                violations += server.coordinator().violations().size();
            }
        }
        return new LoadReport(http, direct, postgres, disk, violations, setting.connections());
    }

    private CoordinatorServer open(Path folder, Stores stores) throws IOException {
        var config =
                new CoordinatorConfig(
                                folder,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                Optional.empty(),
                                Policy.network().sweeping(SWEEP),
                                clock,
                                new CoordinatorConfig.Ports(
                                        (_, _, binding) -> Optional.of(binding.payout()),
                                        Optional.empty(),
                                        new StandInTraining()),
                                stores)
                        .limiting(TrafficLimits.wide());
        return switch (CoordinatorServer.open(config)) {
            case OpenOutcome.Opened opened -> opened.server();
            case OpenOutcome.OtherServer _ -> throw new IOException("the schema is not empty");
            case OpenOutcome.StoreUnavailable(var reason, var place) ->
                    throw new IOException("cannot use " + place + ": " + reason);
            case OpenOutcome other -> throw new IllegalStateException(other.toString());
        };
    }

    private void populate(CoordinatorServer server) {
        var coordinator = server.coordinator();
        for (int i = 0; i < setting.jobs(); i++) {
            var id = new JobId("load-" + i);
            // Of different sizes, as jobs are: else all rounds fill up in the same second.
            int places = setting.leasesPerRound() + i;
            var job =
                    new StandInJob(
                            id.value(),
                            places,
                            2 * places,
                            1_000_000,
                            Wei.of(1_000_000L),
                            Wei.ofEmber("1"),
                            StandInJob.geometry());
            var manifest = job.manifest(coordinator.blobs());
            manifests.put(id, manifest);
            coordinator.create(id, manifest);
        }
        for (var key : keys) {
            var device = key.deviceId();
            coordinator.register(device, new Registration("load", Optional.of(Sender.INSTANCE)));
            coordinator.bindPayout(
                    device,
                    new PayoutBinding(
                            "0x" + key.publicHex().substring(0, 40),
                            clock.instant().plus(Duration.ofHours(1)).getEpochSecond(),
                            "00"));
        }
        while (coordinator.jobs().jobs().stream().anyMatch(j -> !j.state().equals("RUNNING"))) {
            Thread.onSpinWait();
        }
    }

    private interface Ways {
        Way open() throws IOException;
    }

    private interface Part {
        Callable<Boolean> of(Sender sender, BooleanSupplier goOn);

        /// What is done before the clock runs, each thing by all senders before the next.
        default List<Function<Sender, Callable<Boolean>>> before() {
            return List.of();
        }
    }

    private record Heartbeats(Part each) implements Part {
        @Override
        public List<Function<Sender, Callable<Boolean>>> before() {
            return List.of(sender -> sender::takeLease, sender -> sender::takeMore);
        }

        @Override
        public Callable<Boolean> of(Sender sender, BooleanSupplier goOn) {
            return each.of(sender, goOn);
        }
    }

    /// @param cores seconds of processor time that were not the senders'
    /// @param end by [System#nanoTime]
    private record Measured(
            long rounds,
            double cores,
            double seconds,
            List<Long> latencies,
            List<Long> wholes,
            long waits,
            long end) {
        long perCore() {
            return rate(rounds / cores);
        }

        long perSecond() {
            return rate(rounds / seconds);
        }

        /// Rounded down, so that no bound is reached by rounding; what a busy machine did, however
        /// slowly, is not nothing.
        private static long rate(double exact) {
            return exact > 0 ? Math.max(1, (long) exact) : 0;
        }

        double p99Ms() {
            return quantileMs(latencies, 0.99);
        }

        double coresUsed() {
            return Math.ceil(cores / seconds * 100) / 100.0;
        }
    }

    /// @return 0 of none
    private static double quantileMs(List<Long> nanos, double share) {
        if (nanos.isEmpty()) {
            return 0;
        }
        var sorted = nanos.stream().sorted().toList();
        long at = sorted.get((int) (sorted.size() * share));
        return Math.round(at / 1e4) / 100.0;
    }

    private LoadReport.Column column(
            CoordinatorServer server, Ways ways, ServerTime database, Consumer<String> progress)
            throws IOException {
        Part cycles = (sender, goOn) -> () -> sender.cycles(this::manifest, goOn);
        var _ = measure(server, ways, cycles, setting.warmUp());
        long before = database.millis();
        var cycled = measure(server, ways, cycles, setting.time());
        var serverMs = database.millisSince(before, cycled.rounds());
        progress.accept(cycled.perCore() + " cycles per second of a core");
        var offered =
                setting.offered() > 0
                        ? Optional.of(offered(server, ways, progress))
                        : Optional.<LoadReport.Offered>empty();
        Part beats = (sender, goOn) -> () -> sender.heartbeats(goOn);
        var beaten = measure(server, ways, new Heartbeats(beats), setting.time());
        progress.accept(beaten.perCore() + " heartbeats per second of a core");
        var offeredBeats =
                setting.offeredHeartbeats() > 0
                        ? Optional.of(offeredBeats(server, ways, progress))
                        : Optional.<LoadReport.Beats>empty();
        return new LoadReport.Column(
                beaten.perCore(),
                cycled.perCore(),
                cycled.perCore(),
                Math.max(beaten.p99Ms(), cycled.p99Ms()),
                beaten.p99Ms(),
                cycled.p99Ms(),
                beaten.perSecond(),
                cycled.perSecond(),
                offered,
                offeredBeats,
                serverMs);
    }

    /// As many cycles as the setting says begin, however long they take.
    private LoadReport.Offered offered(
            CoordinatorServer server, Ways ways, Consumer<String> progress) throws IOException {
        var arrivals = new Arrivals(setting.offered());
        Part due = (sender, goOn) -> () -> sender.offered(this::manifest, arrivals, goOn);
        var measured = measure(server, ways, due, setting.time());
        var overdue = arrivals.overdue(measured.end());
        var requests = Stream.concat(measured.latencies().stream(), overdue.stream()).toList();
        var wholes = Stream.concat(measured.wholes().stream(), overdue.stream()).toList();
        var report =
                new LoadReport.Offered(
                        setting.offered(),
                        measured.perSecond(),
                        overdue.size(),
                        measured.waits(),
                        quantileMs(requests, 0.5),
                        quantileMs(requests, 0.99),
                        quantileMs(requests, 0.999),
                        quantileMs(wholes, 0.99),
                        measured.coresUsed());
        progress.accept(
                "p99 of a request %.2f ms at %s cycles per second"
                        .formatted(report.requestP99Ms(), setting.offered()));
        return report;
    }

    private LoadReport.Beats offeredBeats(
            CoordinatorServer server, Ways ways, Consumer<String> progress) throws IOException {
        var arrivals = new Arrivals(setting.offeredHeartbeats());
        Part due = (sender, goOn) -> () -> sender.heartbeats(arrivals, goOn);
        var measured = measure(server, ways, new Heartbeats(due), setting.time());
        var overdue = arrivals.overdue(measured.end());
        var waits = Stream.concat(measured.latencies().stream(), overdue.stream()).toList();
        var report =
                new LoadReport.Beats(
                        setting.offeredHeartbeats(),
                        measured.perSecond(),
                        overdue.size(),
                        quantileMs(waits, 0.5),
                        quantileMs(waits, 0.99),
                        quantileMs(waits, 0.999),
                        measured.coresUsed());
        progress.accept(
                "p99 of a heartbeat %.2f ms at %s per second"
                        .formatted(report.p99Ms(), setting.offeredHeartbeats()));
        return report;
    }

    private Manifest manifest(Lease lease) {
        return Optional.ofNullable(manifests.get(lease.job())).orElseThrow();
    }

    private Measured measure(CoordinatorServer server, Ways ways, Part part, Duration time)
            throws IOException {
        var goOn = new AtomicBoolean(true);
        var senders = new ArrayList<Sender>();
        try (var threads =
                Executors.newFixedThreadPool(
                        setting.connections(), Thread.ofPlatform().name("sender-", 0).factory())) {
            int share = Math.max(1, keys.size() / setting.connections());
            for (int i = 0; i < setting.connections(); i++) {
                var own = keys.subList(i * share, (i + 1) * share);
                senders.add(new Sender(ways.open(), server.coordinator().id(), own, clock));
            }
            if (setting.sessions()) {
                ended(senders.stream().map(s -> threads.submit(s::openSessions)).toList());
            }
            for (var step : part.before()) {
                ended(senders.stream().map(s -> threads.submit(step.apply(s))).toList());
            }
            long cpu = SYSTEM.getProcessCpuTime();
            var from = clock.instant();
            var running = senders.stream().map(s -> threads.submit(part.of(s, goOn::get))).toList();
            try {
                pass(time, running.getFirst());
            } finally {
                // Also when one failed: the others would go on for ever, and are waited for.
                goOn.set(false);
            }
            long end = System.nanoTime();
            ended(running);
            double seconds = Duration.between(from, clock.instant()).toMillis() / 1e3;
            long spent = SYSTEM.getProcessCpuTime() - cpu;
            long own = senders.stream().mapToLong(Sender::ownNanos).sum();
            return new Measured(
                    senders.stream().mapToLong(Sender::rounds).sum(),
                    Math.max(TICK, spent - own) / 1e9,
                    seconds,
                    senders.stream().flatMap(s -> s.latencies().stream()).toList(),
                    senders.stream().flatMap(s -> s.wholes().stream()).toList(),
                    senders.stream().mapToLong(Sender::waits).sum(),
                    end);
        } finally {
            for (var sender : senders) {
                sender.giveBack();
                sender.close();
            }
        }
    }

    private static void pass(Duration time, Future<?> running) throws IOException {
        try {
            running.get(time.toMillis(), TimeUnit.MILLISECONDS);
            throw new IOException("a sender ended early");
        } catch (TimeoutException expected) {
            return;
        } catch (ExecutionException e) {
            throw new IOException("a sender failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void ended(List<? extends Future<?>> all) throws IOException {
        for (var one : all) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IOException("a sender failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
