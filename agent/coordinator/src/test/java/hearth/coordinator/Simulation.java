package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.Answers;
import hearth.protocol.BlockCodec;
import hearth.protocol.Extent;
import hearth.protocol.JobId;
import hearth.protocol.Lease;
import hearth.protocol.LeaseId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Awaited;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.Heartbeat;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.Messages.Release;
import hearth.protocol.Privacy;
import hearth.protocol.Receipt;
import hearth.protocol.SandboxGrade;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.storage.Session;
import hearth.trainer.TrainerException;
import hearth.trainer.TrainerFailure;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A whole network in one thread, driven by a seed: devices of every temper, lost messages, dead
/// workers, late updates, a forgetful chain, and a coordinator that is torn down without clean-up
/// and opened again from its folder. Invariants are checked after every step.
final class Simulation extends Clock implements AutoCloseable {
    static final JobId JOB = new JobId("words");

    /// Short, with nothing held back and no cap for one owner.
    static final Policy POLICY =
            new Policy(
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(90),
                    Duration.ZERO,
                    0,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(1),
                    5,
                    3,
                    1);

    private static final CoordinatorConfig.RewardsContract CONTRACT =
            new CoordinatorConfig.RewardsContract(
                    31337, "0x00000000000000000000000000000000000000ff");

    /// Repetitions that wait for nothing but the next sweep.
    static final String ARRIVED =
            "audit JOIN result ON result.lease = audit.lease WHERE audit.state = 'LEASED' AND"
                    + " result.state = 'STATIC_OK'";

    private static final Set<String> ABLE = Set.of("gpt", Answers.CODEC, Privacy.NEED, Extent.NEED);

    /// What a device knows of its work; a restart of the coordinator does not touch it.
    private static final class Working {
        final SimulatedDevice device;
        Optional<Lease> lease = Optional.empty();
        byte[] update = new byte[0];
        int steps;
        boolean committed;

        Working(SimulatedDevice device) {
            this.device = device;
        }
    }

    /// Each device trains one lease and has another one ahead or on its way.
    private static final int PIPELINE = 2;

    /// What no round needs in which everybody delivers.
    private static final int MOST_TURNS = 100;

    final SimulatedChain chain;
    final Map<String, Receipt> receipts = new HashMap<>();
    private final Random random;
    private final Stores stores;
    private final Path folder;
    private final Policy policy;
    private final List<Working> devices = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean interrupting;
    private boolean ending;
    private final Set<String> unable = new HashSet<>();
    private Database database;
    Coordinator coordinator;
    Manifest manifest;

    Simulation(long seed, Path folder, Policy policy, Wei budget, int shards, int rounds) {
        this(seed, folder, policy, budget, shards, rounds, BlockCodec.DQ4);
    }

    Simulation(
            long seed,
            Stores stores,
            Path folder,
            Policy policy,
            Wei budget,
            int shards,
            int rounds) {
        this(
                seed,
                stores,
                folder,
                policy,
                budget,
                shards,
                rounds,
                BlockCodec.DQ4,
                TestJobs.geometry());
    }

    Simulation(
            long seed,
            Path folder,
            Policy policy,
            Wei budget,
            int shards,
            int rounds,
            BlockCodec codec) {
        this(
                seed,
                new Stores.Embedded(),
                folder,
                policy,
                budget,
                shards,
                rounds,
                codec,
                TestJobs.geometry());
    }

    Simulation(
            long seed,
            Stores stores,
            Path folder,
            Policy policy,
            Wei budget,
            int shards,
            int rounds,
            BlockCodec codec,
            Manifest.Verification verification) {
        this(
                seed,
                stores,
                folder,
                policy,
                blobs -> TestJobs.manifest(blobs, shards, rounds, budget, codec, verification));
    }

    Simulation(
            long seed,
            Path folder,
            Policy policy,
            Wei budget,
            int shards,
            int rounds,
            BlockCodec codec,
            Manifest.Verification verification) {
        this(
                seed,
                new Stores.Embedded(),
                folder,
                policy,
                budget,
                shards,
                rounds,
                codec,
                verification);
    }

    /// @param job its manifest, once its data is in the store
    Simulation(long seed, Path folder, Policy policy, Function<BlobStore, Manifest> job) {
        this(seed, new Stores.Embedded(), folder, policy, job);
    }

    private Simulation(
            long seed,
            Stores stores,
            Path folder,
            Policy policy,
            Function<BlobStore, Manifest> job) {
        this.random = new Random(seed);
        this.folder = folder;
        this.policy = policy;
        this.chain = new SimulatedChain(random, 0.2);
        this.stores = stores;
        this.database = stores.database(folder);
        this.coordinator = construct();
        this.manifest = job.apply(coordinator.blobs());
        coordinator.create(JOB, manifest);
        coordinator.evaluate();
    }

    private Coordinator construct() {
        var premises = new Premises(database, stores.blobs(folder, database), this, random, policy);
        return new Coordinator(
                premises,
                SigningKey.ofSeed(new byte[32]),
                new CoordinatorConfig(
                        folder,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.of(CONTRACT),
                        policy,
                        this,
                        new CoordinatorConfig.Ports(
                                new TestWallet(), Optional.of(chain), evaluator())));
    }

    /// The tests' evaluator, which ends before it answers while [#cutShort] runs.
    private Evaluator evaluator() {
        var evaluator = TestJobs.evaluator();
        return (Evaluator)
                Proxy.newProxyInstance(
                        Evaluator.class.getClassLoader(),
                        new Class<?>[] {Evaluator.class},
                        (_, method, arguments) -> {
                            if (ending) {
                                throw new TrainerException(new TrainerFailure.Closed());
                            }
                            if (unable.contains(method.getName())) {
                                throw new IllegalStateException("unable to " + method.getName());
                            }
                            try {
                                return method.invoke(evaluator, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    /// So often the coordinator ends while it measures, and begins again.
    void cutShort(int times) {
        ending = true;
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(coordinator::evaluate).isInstanceOf(TrainerException.class);
            restart();
        }
        ending = false;
    }

    /// From now on the coordinator fails whenever it asks its evaluator these questions, and no
    /// others.
    void unableTo(String... questions) {
        unable.clear();
        unable.addAll(List.of(questions));
    }

    /// From now on some leases are ended after part of their steps.
    void interrupting() {
        interrupting = true;
    }

    void join(SimulatedDevice device) {
        var id = device.key.deviceId();
        coordinator.register(id, new Registration("device"));
        coordinator.bindPayout(
                id, new PayoutBinding(account(device), now.getEpochSecond() + 60, "00"));
        for (int i = 0; i < PIPELINE; i++) {
            devices.add(new Working(device));
        }
    }

    private Set<LeaseId> holding(SimulatedDevice device) {
        return devices.stream()
                .filter(w -> w.device == device)
                .flatMap(w -> w.lease.map(Lease::id).stream())
                .collect(Collectors.toSet());
    }

    static String account(SimulatedDevice device) {
        return "0x" + device.key.publicHex().substring(0, 40).toLowerCase(Locale.ROOT);
    }

    /// One random thing happens.
    void step() {
        now = now.plusMillis(random.nextInt(3000 / PIPELINE));
        int dice = random.nextInt(100);
        if (dice < 70) {
            work(devices.get(random.nextInt(devices.size())));
        } else if (dice < 88) {
            coordinator.evaluate();
            coordinator.advance();
            assertThat(count(ARRIVED)).as("repetitions that were not compared").isZero();
        } else if (dice < 92) {
            coordinator.settle();
            coordinator.tidy();
        } else if (dice < 96) {
            coordinator.post();
        } else if (dice < 97) {
            chain.lose(random.nextInt(3));
        } else if (dice < 98) {
            now = now.plus(policy.leaseTime());
        } else {
            restart();
        }
        check();
    }

    /// One round, done by all devices without any trouble. No time passes, so what waits for a
    /// lease of an earlier [#step] to end waits for ever: that is said.
    void round() {
        int before = coordinator.jobs().jobs().getFirst().round();
        for (int turn = 0; coordinator.jobs().jobs().getFirst().round() == before; turn++) {
            assertThat(turn)
                    .as("turns of round %d, while %s", before, alive())
                    .isLessThan(MOST_TURNS);
            deliver();
            while (coordinator.evaluate()) {
                check();
            }
            coordinator.advance();
        }
    }

    private String alive() {
        return database.read(
                        session ->
                                session.all(
                                        "SELECT id, state, expires_at FROM lease WHERE state IN"
                                                + " ('GRANTED', 'COMMITTED') ORDER BY id",
                                        row ->
                                                "lease %s is %s until %s"
                                                        .formatted(
                                                                row.text("id"),
                                                                row.text("state"),
                                                                row.instant("expires_at"))))
                .toString();
    }

    /// Rounds until a whole lease of each device that joined was accepted, so that it may repeat
    /// others. The coordinator accepts most of the first ones unseen, there being nobody else.
    void makeKnown() {
        var known =
                "device WHERE EXISTS (SELECT 1 FROM result WHERE result.device = device.id"
                        + " AND result.state = 'FINAL_OK' AND result.role = 'TRAIN')";
        long joined = devices.stream().map(working -> working.device).distinct().count();
        for (int i = 0; i < 50 && count(known) < joined; i++) {
            round();
            pass(Duration.ofSeconds(1));
        }
        assertThat(count(known)).isEqualTo(joined);
    }

    /// Everybody does what there is, without any trouble.
    void deliver() {
        for (var working : devices) {
            deliver(working.device);
        }
    }

    /// Everybody asks for work and gives it back.
    void giveBack() {
        for (var working : devices) {
            var id = working.device.key.deviceId();
            coordinator
                    .lease(id, new LeaseRequest(ABLE))
                    .lease()
                    .ifPresent(l -> coordinator.release(id, l.id(), new Release(l.token())));
        }
    }

    private void deliver(SimulatedDevice device) {
        var id = device.key.deviceId();
        coordinator
                .lease(id, new LeaseRequest(ABLE))
                .lease()
                .ifPresent(
                        lease -> {
                            int steps = lease.units(manifest);
                            var update = device.work(manifest, lease, steps);
                            coordinator.commit(
                                    id,
                                    lease.id(),
                                    new Commit(
                                            lease.token(),
                                            Sha256.of(update),
                                            update.length,
                                            steps,
                                            5,
                                            4,
                                            Optional.empty(),
                                            device.model));
                            coordinator.reveal(
                                    id,
                                    lease.id(),
                                    lease.token(),
                                    0,
                                    new ByteArrayInputStream(update));
                        });
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /// Nothing is said to the old coordinator; a new one reads what is on the disk.
    void restart() {
        database.close();
        database = stores.database(folder);
        coordinator = construct();
    }

    void check() {
        assertThat(coordinator.violations()).isEmpty();
    }

    private void work(Working working) {
        var id = working.device.key.deviceId();
        if (working.lease.isEmpty()) {
            var reply = coordinator.lease(id, new LeaseRequest(ABLE, holding(working.device)));
            boolean lost = random.nextInt(20) == 0;
            working.lease = lost ? Optional.empty() : reply.lease();
            working.committed = false;
            working.steps =
                    steps(
                            working.lease
                                    .map(l -> l.units(manifest))
                                    .orElse(manifest.training().innerSteps()));
            working.lease.ifPresent(
                    l -> working.update = working.device.work(manifest, l, working.steps));
            return;
        }
        var lease = working.lease.get();
        int dice = random.nextInt(100);
        if (dice < 10) {
            coordinator.heartbeat(id, lease.id(), new Heartbeat(lease.token(), dice));
        } else if (dice < 13) {
            coordinator.release(id, lease.id(), new Release(lease.token()));
            working.lease = Optional.empty();
        } else if (dice < 15) {
            working.lease = Optional.empty();
        } else if (working.committed) {
            reveal(working, lease, dice);
        } else {
            commit(working, lease);
        }
    }

    /// Most do the whole lease; some stop anywhere, if they are interrupted at all.
    private int steps(int all) {
        return !interrupting || random.nextInt(5) > 0 ? all : 1 + random.nextInt(all);
    }

    private void commit(Working working, Lease lease) {
        var answer =
                coordinator.commit(
                        working.device.key.deviceId(),
                        lease.id(),
                        new Commit(
                                lease.token(),
                                Sha256.of(working.update),
                                working.update.length,
                                working.steps,
                                5,
                                4,
                                Optional.empty(),
                                working.device.model));
        switch (answer) {
            case Answer.Done<?> _ -> working.committed = random.nextInt(20) > 0;
            case Answer.Refused<?> _ -> working.lease = Optional.empty();
        }
    }

    private void reveal(Working working, Lease lease, int dice) {
        var bytes = working.update;
        boolean damaged = dice > 95;
        if (damaged) {
            bytes = bytes.clone();
            bytes[bytes.length - 1] ^= 1;
        }
        var answer = send(working, lease, bytes);
        boolean replyLost = random.nextInt(10) == 0;
        switch (answer) {
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Part _) -> {}
            case Answer.Done<Reveals.Taken>(Reveals.Taken.Whole(var receipt)) -> {
                var before = receipts.put(lease.id().value(), receipt);
                assertThat(damaged && before == null).isFalse();
                if (before != null) {
                    assertThat(receipt).isEqualTo(before);
                }
                if (!replyLost) {
                    working.lease = Optional.empty();
                }
            }
            case Answer.Refused<Reveals.Taken> refused -> {
                if (refused.reason() != Refusal.OTHER_CONTENT
                        && refused.reason() != Refusal.UPLOAD_AGAIN) {
                    working.lease = Optional.empty();
                }
            }
        }
    }

    /// All that is not there yet, or a piece of it.
    private Answer<Reveals.Taken> send(Working working, Lease lease, byte[] bytes) {
        var id = working.device.key.deviceId();
        long there =
                switch (coordinator.received(id, lease.id(), false)) {
                    case Answer.Done<Awaited>(var received) -> received.bytes();
                    case Answer.Refused<Awaited> _ -> 0;
                };
        int rest = bytes.length - (int) there;
        int piece = random.nextInt(4) > 0 ? rest : random.nextInt(rest + 1);
        return coordinator.reveal(
                id,
                lease.id(),
                lease.token(),
                there,
                new ByteArrayInputStream(bytes, (int) there, piece));
    }

    /// Lets time pass until everything owed has arrived on the chain.
    void finish() {
        finish(200);
    }

    void finish(int sweeps) {
        for (int i = 0; i < sweeps; i++) {
            now = now.plus(policy.leaseTime());
            while (coordinator.evaluate()) {
                check();
            }
            coordinator.advance();
            coordinator.settle();
            coordinator.post();
            check();
        }
    }

    /// A job is cancelled, and the sweep that runs beside looks at jobs that end.
    void drain(JobId job) {
        var _ = coordinator.owned().cancel(job);
        var premises = new Premises(database, stores.blobs(folder, database), this, random, policy);
        new Jobs(premises, new Manifests(premises.blobs()), evaluator()).drain();
    }

    Wei balance(String book) {
        return database.read(
                session -> session.first("SELECT * FROM job", row -> row.wei(book)).orElseThrow());
    }

    Optional<SandboxGrade> sandbox(LeaseId lease) {
        return database.read(
                session ->
                        session.first(
                                        "SELECT sandbox FROM lease WHERE id = ?",
                                        row -> row.optionalText("sandbox"),
                                        lease)
                                .orElseThrow()
                                .map(SandboxGrade::valueOf));
    }

    /// When a lease ends by what is on the disk.
    Instant endsAt(LeaseId lease) {
        return database.read(session -> Leases.alive(session, lease)).orElseThrow().expiresAt();
    }

    /// What no request does.
    void change(Consumer<Session> work) {
        database.change(work);
    }

    /// @param rows what follows `FROM`
    long count(String rows) {
        return database.read(session -> session.count("SELECT count(*) AS n FROM " + rows));
    }

    /// @param rows what follows `FROM`
    long least(String column, String rows) {
        return database.read(
                session -> session.count("SELECT min(" + column + ") AS n FROM " + rows));
    }

    /// What rounds begin with.
    List<Sha256> bases() {
        return database.read(
                session -> session.all("SELECT DISTINCT base FROM round", row -> row.hash("base")));
    }

    /// Everybody asks for work, and nobody does any.
    void take() {
        for (var working : devices) {
            var _ =
                    coordinator.lease(
                            working.device.key.deviceId(),
                            new LeaseRequest(ABLE, holding(working.device)));
        }
    }

    /// Somebody else writes into the books, or reads them.
    void tamper(Consumer<Session> change) {
        database.change(change);
    }

    /// Everything computed again.
    OfflineVerification.Verified verify() {
        return new OfflineVerification(database, stores.blobs(folder, database)).verify();
    }

    @Override
    public void close() {
        database.close();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
