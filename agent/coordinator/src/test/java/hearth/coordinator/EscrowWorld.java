package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.coordinator.SimulatedDevice.Temper;
import hearth.protocol.BlockCodec;
import hearth.protocol.Extent;
import hearth.protocol.JobId;
import hearth.protocol.Manifest;
import hearth.protocol.Messages.Commit;
import hearth.protocol.Messages.LeaseRequest;
import hearth.protocol.Messages.PayoutBinding;
import hearth.protocol.Messages.Registration;
import hearth.protocol.OwnerMessages;
import hearth.protocol.OwnerMessages.OwnedJob;
import hearth.protocol.OwnerMessages.Piece;
import hearth.protocol.OwnerMessages.Publication;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Wei;
import hearth.storage.BlobStore;
import hearth.storage.Database;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// One owner, one device and a coordinator between an escrow and a chain that keep the contracts'
/// rules, in one thread.
abstract class EscrowWorld extends Clock {
    static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";
    static final SigningKey OWNER = key(1);
    static final Instant EXPIRES = Instant.parse("2027-01-01T00:00:00Z");

    final Stores stores;
    private final Policy policy;
    @TempDir Path folder;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final SimulatedEscrow escrow = new SimulatedEscrow(this);
    final SimulatedChain chain = new SimulatedChain(new Random(1), 0);
    final SimulatedDevice device = new SimulatedDevice(1, Temper.HONEST);
    final List<byte[]> shards = new ArrayList<>();
    final byte[] heldOut = "held out".getBytes(StandardCharsets.UTF_8);
    Database database;
    Coordinator coordinator;

    @SuppressWarnings("NullAway.Init") // the first offer sets both
    Manifest manifest;

    @SuppressWarnings("NullAway.Init")
    JobId job;

    static SigningKey key(int seed) {
        var bytes = new byte[32];
        bytes[0] = (byte) seed;
        return SigningKey.ofSeed(bytes);
    }

    EscrowWorld(Column column, Duration holdBack, int holdBackCount) {
        stores = column.stores();
        var practice = Policy.practice();
        policy =
                new Policy(
                        practice.leaseTime(),
                        practice.longestLease(),
                        practice.roundPatience(),
                        holdBack,
                        holdBackCount,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(1),
                        5,
                        4,
                        1.0,
                        practice.checking());
    }

    @BeforeEach
    final void open() {
        for (int s = 0; s < 4; s++) {
            shards.add(("shard " + s).getBytes(StandardCharsets.UTF_8));
        }
        database = stores.database(folder);
        coordinator = coordinator(database, stores.blobs(folder, database), Duties.alone(), chain);
        offer(Wei.ofEmber("1"));
        bind(OWNER, ACCOUNT);
        bind(key(2), "0x00000000000000000000000000000000000000bb");
        var id = device.key.deviceId();
        coordinator.register(id, new Registration("device"));
        coordinator.bindPayout(
                id, new PayoutBinding(Simulation.account(device), now.getEpochSecond() + 60, "00"));
    }

    /// One of several over these stores.
    Coordinator coordinator(
            Database database, BlobStore blobs, Duties duties, Settlement settlement) {
        return new Coordinator(
                new Premises(database, blobs, this, new Random(2), policy, duties, 1),
                key(9),
                new CoordinatorConfig(
                        folder,
                        new InetSocketAddress(0),
                        Optional.of(
                                new CoordinatorConfig.RewardsContract(
                                        31337, "0x00000000000000000000000000000000000000ff")),
                        policy,
                        this,
                        new CoordinatorConfig.Ports(
                                new TestWallet(),
                                Optional.of(settlement),
                                TestJobs.evaluator(),
                                Optional.of(escrow),
                                Optional.empty())));
    }

    void bind(SigningKey key, String account) {
        coordinator
                .owners()
                .bind(key.deviceId(), new PayoutBinding(account, now.getEpochSecond() + 60, "00"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    /// A job of this budget in place of the one before.
    void offer(Wei budget) {
        manifest = manifest(budget);
        job = OwnerMessages.idOf(manifest);
    }

    private Manifest manifest(Wei budget) {
        var config =
                new RecipeConfig(
                        "gpt",
                        new TreeMap<>(
                                Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 8L)));
        int steps = 30;
        return new Manifest(
                        Manifest.UNSIZED,
                        "Whales & more",
                        "the tests",
                        config,
                        Recipes.parameters(config),
                        new Manifest.TrainingPlan(
                                steps,
                                5,
                                4,
                                new BigDecimal("0.002"),
                                new BigDecimal("0.1"),
                                BigDecimal.ONE,
                                new BigDecimal("0.7"),
                                new BigDecimal("0.9"),
                                2,
                                50,
                                0,
                                7,
                                BlockCodec.DQ4.id()),
                        new Manifest.DataPlan(
                                "words",
                                "here",
                                "CC0",
                                shards.stream().map(Sha256::of).toList(),
                                Sha256.of(heldOut)),
                        TestJobs.geometry(),
                        Recipes.flopPerStep(config, 4) * steps,
                        Wei.ofEmber("1"),
                        budget)
                .sized(this::length, EXPIRES);
    }

    private long length(Sha256 content) {
        return all().stream()
                .filter(bytes -> Sha256.of(bytes).equals(content))
                .findFirst()
                .orElseThrow()
                .length;
    }

    void publish() {
        var pieces = new ArrayList<Piece>();
        for (var bytes : all()) {
            pieces.add(new Piece(Sha256.of(bytes), bytes.length));
        }
        var _ =
                done(
                        coordinator
                                .publications()
                                .publish(OWNER.deviceId(), job, new Publication(manifest, pieces)));
        for (var bytes : all()) {
            send(bytes);
        }
    }

    List<byte[]> all() {
        var all = new ArrayList<>(shards);
        all.add(heldOut);
        return all;
    }

    void send(byte[] bytes) {
        var _ =
                done(
                        coordinator
                                .publications()
                                .receive(
                                        job, Sha256.of(bytes), 0, new ByteArrayInputStream(bytes)));
    }

    static <T> T done(Answer<T> answer) {
        return switch (answer) {
            case Answer.Done<T>(T value) -> value;
            case Answer.Refused<T> refused -> throw new AssertionError(refused.toString());
        };
    }

    OwnedJob state() {
        return done(coordinator.owned().of(job));
    }

    void sweep() {
        while (coordinator.evaluate()) {
            check();
        }
        coordinator.advance();
        coordinator.settle();
        coordinator.post();
        check();
    }

    void check() {
        assertThat(coordinator.violations()).isEmpty();
    }

    /// @return whether there was work
    boolean work() {
        var id = device.key.deviceId();
        var lease = coordinator.lease(id, new LeaseRequest(Set.of("gpt", Extent.NEED))).lease();
        lease.ifPresent(
                l -> {
                    int steps = manifest.training().innerSteps();
                    var update = device.work(manifest, l, steps);
                    coordinator.commit(
                            id,
                            l.id(),
                            new Commit(l.token(), Sha256.of(update), update.length, steps, 5, 4));
                    coordinator.reveal(id, l.id(), l.token(), 0, new ByteArrayInputStream(update));
                });
        check();
        return lease.isPresent();
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
