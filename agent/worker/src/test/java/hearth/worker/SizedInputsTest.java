package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.Json;
import hearth.protocol.Lease;
import hearth.protocol.Manifest;
import hearth.protocol.Safetensors;
import hearth.protocol.Sha256;
import hearth.protocol.SigningKey;
import hearth.protocol.Tensor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A manifest that says how long everything is and when the job expires (JM-1, JM-3).
class SizedInputsTest {
    private static final int MIB = 1 << 20;
    private final Instant far =
            Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(100));

    private final FakeCoordinator coordinator = new FakeCoordinator(0);
    @TempDir Path folder;
    private AgentRecords records;

    @BeforeEach
    void open() {
        records = AgentRecords.open(folder.resolve("journal.db"), Clock.systemUTC());
        room(Optional.empty(), 1L << 30);
    }

    @AfterEach
    void close() {
        records.close();
        coordinator.close();
    }

    private void room(Optional<Long> aDay, long cache) {
        records.settings().limit(new TransferLimits(aDay, Optional.empty(), cache, 0));
    }

    private LeaseInputs inputs() {
        return inputs(Clock.systemUTC());
    }

    private LeaseInputs inputs(Clock clock) {
        var key = SigningKey.ofSeed(Sha256.of("den").bytes());
        var client =
                new CoordinatorClient(coordinator.address(), key, "den", records.settings(), clock);
        assertThat(client.meet()).isInstanceOf(Outcome.Ok.class);
        return new LeaseInputs(
                new Transfers(client, records.traffic(), clock, new TransferBoard()),
                new HashedFiles(folder.resolve("cache")),
                new Allowance(records.settings(), records.traffic(), folder),
                Set::of);
    }

    private static Manifest manifest(Sha256 shard, long bytes, Instant expires) {
        var of = Examples.manifest();
        var data = of.data();
        return new Manifest(
                        Manifest.UNSIZED,
                        of.title(),
                        of.owner(),
                        of.recipe(),
                        of.parameters(),
                        Optional.empty(),
                        of.training(),
                        new Manifest.DataPlan(
                                data.name(),
                                data.source(),
                                data.licence(),
                                List.of(shard),
                                data.heldOut()),
                        of.verification(),
                        of.flopPerLease(),
                        of.weiPerTeraflop(),
                        of.budget())
                .sized(content -> content.equals(shard) ? bytes : 4, expires);
    }

    private Lease lease(Sha256 manifest, Sha256 shard) {
        var tensors = new TreeMap<String, Tensor>();
        for (var spec : Examples.PARAMETERS) {
            var zeros = new float[(int) spec.elements()];
            tensors.put(spec.name(), Tensor.ofFloats(zeros, spec.shape()));
        }
        var base = Safetensors.encode(new Safetensors.Content(new TreeMap<>(), tensors));
        var of = Examples.lease("one", far);
        return new Lease(
                of.id(),
                of.job(),
                of.round(),
                of.token(),
                manifest,
                coordinator.blob(base),
                shard,
                of.seed(),
                of.learningRate(),
                of.endLearningRate(),
                of.pay(),
                of.grantedAt(),
                of.expiresAt());
    }

    /// A lease of a job whose manifest says that its shard has so many bytes.
    private Lease saying(Sha256 shard, long bytes, Instant expires) {
        return lease(coordinator.blob(Json.bytes(manifest(shard, bytes, expires))), shard);
    }

    private static String came(Outcome<LeaseInputs.Got> outcome) {
        return switch (outcome) {
            case Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.Ready _) -> "ready";
            case Outcome.Ok<LeaseInputs.Got>(LeaseInputs.Got.TooMuch(var limit)) -> limit.id();
            case Outcome.Refused<LeaseInputs.Got>(String problem, int _) -> problem;
            case Outcome.Unreachable<LeaseInputs.Got>(String problem, var _) -> problem;
        };
    }

    private long fetched(Sha256 hash) {
        return coordinator.requests().stream().filter(r -> r.contains(hash.hex())).count();
    }

    @Test
    void nothingIsFetchedThatTheOwnersLimitsHaveNoRoomFor() {
        var large = coordinator.blob(new byte[5 * MIB]);
        var lease = saying(large, 5 * MIB, far);
        room(Optional.of(4L * MIB), 1L << 30);
        assertThat(came(inputs().get(lease))).isEqualTo("data-cap-day");
        room(Optional.empty(), 4 * MIB);
        assertThat(came(inputs().get(lease))).isEqualTo("disk-cap");
        assertThat(fetched(large) + fetched(lease.base())).isZero();

        room(Optional.of(7L * MIB), 7 * MIB);
        assertThat(came(inputs().get(lease))).isEqualTo("ready");
    }

    @Test
    void noShardIsReadThatSaysItHasAnotherLength() {
        var shard = coordinator.blob(new byte[2 * MIB]);
        for (long said : new long[] {2 * MIB - 1, 2 * MIB + 1, 1, 20 * MIB}) {
            long before = records.traffic().since(false).down();
            assertThat(came(inputs().get(saying(shard, said, far)))).isEqualTo("content-wrong");
            assertThat(records.traffic().since(false).down() - before).isLessThan(MIB / 4);
        }
        assertThat(came(inputs().get(saying(shard, 2L << 30, far)))).isEqualTo("disk-cap");
        room(Optional.empty(), 4L << 30);
        assertThat(came(inputs().get(saying(shard, 2L << 30, far)))).isEqualTo("shard-too-large");
        assertThat(came(inputs().get(saying(shard, 2 * MIB, far)))).isEqualTo("ready");
    }

    @Test
    void aShardWithoutEndEndsWhereTheManifestSaysItDoes() {
        var shard = coordinator.blob(new byte[2 * MIB]);
        coordinator.abuse(
                Optional.of(
                        Abuse.endless(
                                "no end", "GET /v1/blobs/" + shard.hex(), "x", "x".repeat(65536))));
        assertThat(came(inputs().get(saying(shard, 2 * MIB, far)))).isEqualTo("content-wrong");
        assertThat(records.traffic().since(false).down()).isBetween(2L * MIB, 3L * MIB);
    }

    /// By the coordinator's clock, as every time that it speaks of: one at home may be hours off.
    @Test
    void nothingIsBegunForAJobThatHasExpired() {
        var shard = coordinator.blob(Examples.SHARD);
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var over = saying(shard, Examples.SHARD.length, now.minusSeconds(2));
        var lasting = saying(shard, Examples.SHARD.length, now.plusSeconds(3600));
        for (var off : List.of(Duration.ZERO, Duration.ofDays(400), Duration.ofDays(-400))) {
            var inputs = inputs(Clock.offset(Clock.systemUTC(), off));
            assertThat(came(inputs.get(over))).isEqualTo("manifest-expired");
            assertThat(fetched(shard)).as("clock off by %s", off).isLessThanOrEqualTo(1);
            assertThat(came(inputs.get(lasting))).isEqualTo("ready");
        }
    }

    /// JM-1: whatever is changed in a good manifest, an agent works for none of them.
    @Test
    void noFieldOfAManifestCanBeChanged() {
        var shard = coordinator.blob(Examples.SHARD);
        var good = Json.bytes(manifest(shard, Examples.SHARD.length, far));
        var lease = lease(coordinator.blob(good), shard);
        var inputs = inputs();
        var mutants = mutants(good);
        assertThat(mutants).hasSizeGreaterThan(40);
        for (var mutant : mutants) {
            coordinator.abuse(
                    Optional.of(
                            Abuse.bytes(
                                    "mutant", "GET /v1/blobs/" + lease.manifest(), _ -> mutant)));
            assertThat(came(inputs.get(lease)))
                    .as(new String(mutant, StandardCharsets.UTF_8))
                    .isEqualTo("content-wrong");
        }
        coordinator.abuse(Optional.empty());
        assertThat(fetched(shard) + fetched(lease.base())).isZero();
        assertThat(came(inputs.get(lease))).isEqualTo("ready");
    }

    /// The same with one value changed or gone, each of them once.
    private static List<byte[]> mutants(byte[] manifest) {
        var mutants = new ArrayList<byte[]>();
        int places = change((ObjectNode) Json.mapper().readTree(manifest), -1, false);
        for (int place = 0; place < places; place++) {
            for (boolean isGone : new boolean[] {false, true}) {
                var tree = (ObjectNode) Json.mapper().readTree(manifest);
                var _ = change(tree, place, isGone);
                mutants.add(Json.mapper().writeValueAsBytes(tree));
            }
        }
        return mutants;
    }

    /// @return values in it
    private static int change(ObjectNode in, int place, boolean isGone) {
        int at = 0;
        for (var name : List.copyOf(in.propertyNames())) {
            var value = in.get(name);
            if (value instanceof ObjectNode object) {
                at += change(object, place - at, isGone);
            } else if (value instanceof ArrayNode array && array.get(0) instanceof ObjectNode) {
                for (var element : array) {
                    at += change((ObjectNode) element, place - at, isGone);
                }
            } else {
                if (at == place && isGone) {
                    in.remove(name);
                } else if (at == place) {
                    in.set(name, changed(value));
                }
                at++;
            }
        }
        return at;
    }

    private static JsonNode changed(JsonNode value) {
        var nodes = Json.mapper().getNodeFactory();
        if (value.isNumber()) {
            return nodes.numberNode(value.longValue() + 1);
        }
        if (value instanceof ArrayNode array) {
            return array.deepCopy().add(array.get(0));
        }
        var text = value.stringValue();
        char last = text.charAt(text.length() - 1);
        return nodes.stringNode(text.substring(0, text.length() - 1) + (last == '1' ? '2' : '1'));
    }
}
