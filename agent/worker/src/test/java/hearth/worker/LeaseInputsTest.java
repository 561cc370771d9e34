package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.CheckpointStep;
import hearth.protocol.CodedTensors;
import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Tensor;
import hearth.protocol.TensorSpec;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

class LeaseInputsTest {
    private static final RecipeConfig LORA =
            new RecipeConfig(
                    "lora",
                    new TreeMap<>(
                            Map.of(
                                    "depth", 1L, "width", 4L, "heads", 2L, "context", 3L, "rank",
                                    2L, "alpha", 2L)));

    /// 127 times a power of two, so that the codec keeps it to the bit.
    private static final float STEP = 127f / 1024;

    private static final byte[] PARENT = file(1);
    private static final byte[] CHILD = file(1 + STEP);

    private final FakeCoordinator coordinator = new FakeCoordinator(0);
    @TempDir Path folder;
    private AgentRecords records;
    private LeaseInputs inputs;

    @BeforeEach
    void open() {
        records = AgentRecords.open(folder.resolve("journal.db"), Clock.systemUTC());
        var key = SigningKey.ofSeed(Sha256.of("den").bytes());
        var client =
                new CoordinatorClient(
                        coordinator.address(), key, "den", records.settings(), Clock.systemUTC());
        inputs =
                new LeaseInputs(
                        new Transfers(
                                client, records.traffic(), Clock.systemUTC(), new TransferBoard()),
                        new HashedFiles(folder.resolve("cache")),
                        new Allowance(records.settings(), records.traffic(), folder),
                        Set::of);
        room(1L << 30);
    }

    private void room(long bytes) {
        records.settings().limit(new TransferLimits(Optional.empty(), Optional.empty(), bytes, 0));
    }

    @AfterEach
    void close() {
        records.close();
        coordinator.close();
    }

    @Test
    void fetchesTheFrozenBaseThatTheManifestNames() throws IOException {
        var base = coordinator.blob(zeros(Recipes.frozen(LORA)));
        var order = ordered(inputs.get(lease(base)));
        assertThat(Files.readAllBytes(order.frozen().orElseThrow()))
                .isEqualTo(zeros(Recipes.frozen(LORA)));
        assertThat(order.parameters()).isNotEqualTo(order.frozen().orElseThrow());
    }

    @Test
    void refusesAFrozenBaseThatIsAnotherModel() {
        var other = coordinator.blob(zeros(Recipes.parameters(LORA)));
        assertThat(inputs.get(lease(other)))
                .isEqualTo(new Outcome.Refused<>("checkpoint-not-of-job", 0));
    }

    @Test
    void worksForNobodyWhoWouldRefuseHonestWork() {
        var base = coordinator.blob(zeros(Recipes.frozen(LORA)));
        var of = Examples.manifest().verification();
        var never = new BigDecimal("-1");
        var greedy =
                new Manifest.Verification(
                        of.minNorm(),
                        of.maxNorm(),
                        of.minCosine(),
                        of.maxPairCosine(),
                        Optional.empty(),
                        Optional.of(new Manifest.RepeatLimits(never, never)));
        var lone =
                new Manifest.Verification(
                        BigDecimal.TEN, BigDecimal.TEN, of.minCosine(), of.maxPairCosine());

        for (var unfair : List.of(greedy, lone)) {
            assertThat(inputs.get(lease(base, unfair)))
                    .isEqualTo(new Outcome.Refused<>("manifest-unfair-bounds", 0));
        }
    }

    @Test
    void fetchesTheFrozenBaseOnceForManyLeases() {
        var base = coordinator.blob(zeros(Recipes.frozen(LORA)));
        ordered(inputs.get(lease(base)));
        // No room for anything but what the running lease needs.
        room(0);
        var asked = coordinator.requests().size();
        ordered(inputs.get(lease(base)));
        assertThat(coordinator.requests()).hasSize(asked);
    }

    /// How long a shard is only its sender knows.
    @Test
    void fetchesNoShardThatTheOwnersLimitsHaveNoRoomFor() throws IOException {
        var large = coordinator.blob(new byte[5 << 20]);
        var limits = records.settings();
        limits.limit(new TransferLimits(Optional.of(4L << 20), Optional.empty(), 1L << 30, 0));
        assertThat(limit(inputs.get(withShard(large)))).isEqualTo("data-cap-day");
        limits.limit(new TransferLimits(Optional.empty(), Optional.of(4L << 20), 1L << 30, 0));
        assertThat(limit(inputs.get(withShard(large)))).isEqualTo("data-cap-month");
        limits.limit(new TransferLimits(Optional.empty(), Optional.empty(), 4L << 20, 0));
        assertThat(limit(inputs.get(withShard(large)))).isEqualTo("disk-cap");
        assertThat(records.traffic().since(false).down()).isLessThan(1 << 17);

        // Nor as much of one as its sender likes, where it says nothing beforehand.
        coordinator.abuse(
                Optional.of(
                        Abuse.endless(
                                "no end", "GET /v1/blobs/" + large.hex(), "x", "x".repeat(65536))));
        assertThat(limit(inputs.get(withShard(large)))).isEqualTo("disk-cap");
        limits.limit(new TransferLimits(Optional.of(6L << 20), Optional.empty(), 1L << 30, 0));
        assertThat(limit(inputs.get(withShard(large)))).isEqualTo("data-cap-day");
        assertThat(records.traffic().since(false).both()).isBetween(5L << 20, 7L << 20);
        try (var files = Files.list(folder.resolve("cache"))) {
            assertThat(files.mapToLong(f -> f.toFile().length()).sum()).isLessThan(1 << 20);
        }

        coordinator.abuse(Optional.empty());
        room(1L << 30);
        assertThat(ordered(inputs.get(withShard(large))).shard()).hasSize(5 << 20);
    }

    private static String limit(Outcome<LeaseInputs.Got> outcome) {
        return outcome instanceof Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.TooMuch(var reason))
                ? reason.id()
                : outcome.toString();
    }

    /// One of a job with this shard.
    private Lease withShard(Sha256 shard) {
        var plain = Examples.manifest();
        var data = plain.data();
        var manifest =
                new Manifest(
                        plain.version(),
                        plain.title(),
                        plain.owner(),
                        plain.recipe(),
                        plain.parameters(),
                        Optional.empty(),
                        plain.training(),
                        new Manifest.DataPlan(
                                data.name(),
                                data.source(),
                                data.licence(),
                                List.of(shard),
                                data.heldOut()),
                        plain.verification(),
                        plain.flopPerLease(),
                        plain.weiPerTeraflop(),
                        plain.budget());
        var lease = Examples.lease("one", Instant.parse("2030-01-01T00:00:00Z"));
        return new Lease(
                lease.id(),
                lease.job(),
                lease.round(),
                lease.token(),
                coordinator.blob(Json.bytes(manifest)),
                coordinator.blob(zeros(manifest.parameters())),
                shard,
                lease.seed(),
                lease.learningRate(),
                lease.endLearningRate(),
                lease.pay(),
                lease.grantedAt(),
                lease.expiresAt());
    }

    @Test
    void goesFromTheCheckpointBeforeByItsDifference() throws IOException {
        var order = ordered(inputs.get(next(difference(PARENT), CHILD)));

        assertThat(order.parameters()).hasBinaryContent(CHILD);
        assertThat(fetched(Sha256.of(difference(PARENT)))).isEqualTo(1);
        assertThat(fetched(Sha256.of(CHILD))).isZero();
    }

    @Test
    void fetchesTheWholeCheckpointWhereTheDifferenceLeadsElsewhere() throws IOException {
        var elsewhere = file(3);
        var order = ordered(inputs.get(next(difference(PARENT), elsewhere)));

        assertThat(order.parameters()).hasBinaryContent(elsewhere);
        assertThat(fetched(Sha256.of(elsewhere))).isEqualTo(1);
    }

    @Test
    void fetchesTheWholeCheckpointWhereTheDifferenceIsMalformedOrGone() throws IOException {
        var order = ordered(inputs.get(next(difference(CHILD), CHILD)));
        assertThat(order.parameters()).hasBinaryContent(CHILD);

        Files.delete(order.parameters());
        var gone = next(new byte[] {1}, CHILD);
        coordinator.forget(Sha256.of(new byte[] {1}));
        assertThat(ordered(inputs.get(gone)).parameters()).hasBinaryContent(CHILD);
    }

    /// All parameters of one value.
    private static byte[] file(float value) {
        var tensors = new TreeMap<String, Tensor>();
        for (var spec : Examples.PARAMETERS) {
            tensors.put(spec.name(), Tensor.ofFloats(values(spec, value), spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }

    private static float[] values(TensorSpec spec, float value) {
        var values = new float[(int) spec.elements()];
        Arrays.fill(values, value);
        return values;
    }

    /// By which all parameters grow by one step, from this parent.
    private static byte[] difference(byte[] parent) {
        var lease = Examples.lease("one", Instant.parse("2030-01-01T00:00:00Z"));
        var metadata = CheckpointStep.metadata(lease.job(), 0, Sha256.of(parent));
        return CodedTensors.encode(
                CheckpointStep.CODEC, metadata, Examples.PARAMETERS, spec -> values(spec, STEP));
    }

    private long fetched(Sha256 hash) {
        return coordinator.requests().stream().filter(r -> r.contains(hash.hex())).count();
    }

    /// A lease of round 1 for a device that has done round 0.
    private Lease next(byte[] difference, byte[] base) throws IOException {
        var cache = new HashedFiles(folder.resolve("cache"));
        var made = cache.made("parent");
        Files.write(made, PARENT);
        cache.adopt(made);
        coordinator.blob(Examples.SHARD);
        coordinator.blob(Examples.manifestBytes());
        var lease = Examples.lease("one", Instant.parse("2030-01-01T00:00:00Z"));
        return new Lease(
                lease.id(),
                lease.job(),
                1,
                lease.token(),
                lease.manifest(),
                coordinator.blob(base),
                lease.shard(),
                lease.seed(),
                lease.learningRate(),
                lease.endLearningRate(),
                lease.pay(),
                lease.grantedAt(),
                lease.expiresAt(),
                Optional.of(new CheckpointStep(Sha256.of(PARENT), coordinator.blob(difference))),
                Optional.empty());
    }

    private static Training.Order ordered(Outcome<LeaseInputs.Got> outcome) {
        if (outcome instanceof Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.Ready(var order))) {
            return order;
        }
        throw new AssertionError(outcome.toString());
    }

    private Lease lease(Sha256 frozen) {
        return lease(frozen, Examples.manifest().verification());
    }

    private Lease lease(Sha256 frozen, Manifest.Verification verification) {
        var plain = Examples.manifest();
        var manifest =
                new Manifest(
                        plain.version(),
                        plain.title(),
                        plain.owner(),
                        LORA,
                        Recipes.parameters(LORA),
                        Optional.of(frozen),
                        plain.training(),
                        plain.data(),
                        verification,
                        plain.flopPerLease(),
                        plain.weiPerTeraflop(),
                        plain.budget());
        var lease = Examples.lease("one", Instant.parse("2030-01-01T00:00:00Z"));
        coordinator.blob(Examples.SHARD);
        return new Lease(
                lease.id(),
                lease.job(),
                lease.round(),
                lease.token(),
                coordinator.blob(Json.bytes(manifest)),
                coordinator.blob(zeros(manifest.parameters())),
                lease.shard(),
                lease.seed(),
                lease.learningRate(),
                lease.endLearningRate(),
                lease.pay(),
                lease.grantedAt(),
                lease.expiresAt());
    }

    private static byte[] zeros(List<TensorSpec> specs) {
        var tensors = new TreeMap<String, Tensor>();
        for (var spec : specs) {
            tensors.put(
                    spec.name(), Tensor.ofFloats(new float[(int) spec.elements()], spec.shape()));
        }
        return Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
    }
}
