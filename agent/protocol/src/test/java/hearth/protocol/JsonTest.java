package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

class JsonTest {
    @Test
    void aManifestHasOneFormAndOneAddress() {
        var manifest = manifest();
        var text = Json.text(manifest);
        assertThat(text).startsWith("{\"budget\":\"1000000000000000000\",\"data\":{\"heldOut\":\"");
        assertThat(text).contains("\"learningRate\":\"0.002\"").doesNotContain(" :", ": ");
        var back = Json.read(text, Manifest.class);
        assertThat(back).isEqualTo(manifest);
        assertThat(back.id()).isEqualTo(manifest.id()).isEqualTo(Sha256.of(text));
    }

    static Stream<Class<?>> messages() {
        return Stream.concat(
                        Arrays.stream(Messages.class.getDeclaredClasses()),
                        Stream.of(Manifest.class, Receipt.class, SessionGrant.class))
                .filter(Class::isRecord);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void nothingIsNullOfWhatWasRead(Class<?> message) throws ReflectiveOperationException {
        for (var text : List.of("{}", "[]", "null")) {
            try {
                var read = Json.read(text, message);
                for (var part : message.getRecordComponents()) {
                    part.getAccessor().setAccessible(true);
                    assertThat(part.getAccessor().invoke(read)).as(part.getName()).isNotNull();
                }
            } catch (MalformedMessageException refused) {
                assertThat(refused).hasMessageContaining(message.getSimpleName());
            }
        }
    }

    @Test
    void whatIsMissingIsNamedWhereverItIs() {
        assertThatThrownBy(() -> Json.read("{\"instance\":\"a\"}", Messages.Registration.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("Registration without name");
        assertThatThrownBy(() -> Json.read("{\"results\":[null]}", Messages.Results.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("Results without");
        assertThatThrownBy(() -> Json.read("{\"results\":[{}]}", Messages.Results.class))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void payIsPriceTimesOperationsRoundedDown() {
        assertThat(manifest().payPerLease()).isEqualTo(Wei.of(10_500));
        assertThat(manifest().parameterCount()).isEqualTo(6);
    }

    @Test
    void timesAndAbsentValuesAreText() {
        var lease = new Messages.LeaseReply(Optional.empty(), Optional.of("no-work"), 5);
        assertThat(Json.text(lease)).isEqualTo("{\"reason\":\"no-work\",\"retryAfterSeconds\":5}");
        assertThat(Json.read(Json.text(lease), Messages.LeaseReply.class)).isEqualTo(lease);
        var heartbeat =
                new Messages.HeartbeatReply(
                        Instant.parse("2026-11-21T12:00:00.5Z"),
                        Instant.parse("2026-11-21T13:00:00Z"));
        assertThat(Json.text(heartbeat))
                .isEqualTo(
                        "{\"expiresAt\":\"2026-11-21T12:00:00.500Z\","
                                + "\"latest\":\"2026-11-21T13:00:00Z\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"holding\":[],\"recipes\":[\"gpt\"],\"more\":1}",
                "{\"recipes\":[\"gpt\"]}",
                "{\"holding\":[],\"recipes\":[\"gpt\"],\"recipes\":[]}",
                "{\"holding\":[],\"recipes\":[\"gpt\"]} {}",
                "{\"recipes\":",
                "null",
                "[]",
                ""
            })
    void refusesUnknownDoubledTrailingAndBrokenInput(String text) {
        assertThatThrownBy(() -> Json.read(text, Messages.LeaseRequest.class))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesDepthThatWouldExhaustTheStack() {
        var deep = "[".repeat(1000) + "]".repeat(1000);
        assertThatThrownBy(() -> Json.read(deep, Object.class))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void amountsAreNeverNegativeOrSloppy() {
        assertThat(Wei.ofEmber("12.5")).isEqualTo(Wei.of("12500000000000000000"));
        assertThat(Wei.of("12500000000000000000").ember())
                .isEqualByComparingTo(new BigDecimal("12.5"));
        for (var wrong : List.of("-1", "01", "1.0", "1e3", " 1", "")) {
            assertThatThrownBy(() -> Wei.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Wei.ZERO.minus(Wei.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Wei.ofEmber("0.0000000000000000001"))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Wei(BigInteger.TWO.pow(256)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requestsKeepTheirSets() {
        var request = new Messages.LeaseRequest(Set.of("gpt"));
        assertThat(Json.read(Json.bytes(request), Messages.LeaseRequest.class)).isEqualTo(request);
    }

    /// What is absent leaves no trace, so manifests keep their names when optional parts are added.
    @Test
    void optionalPartsOfAManifestTravelAndAreNotWrittenWhenAbsent() {
        var plain = manifest();
        assertThat(Json.text(plain))
                .doesNotContain("frozen", "decay", "accumulation", "precision", "null");
        var plan = plain.training();
        var full =
                new Manifest(
                        plain.version(),
                        plain.title(),
                        plain.owner(),
                        new RecipeConfig(
                                "lora", plain.recipe().shape(), Optional.of(Precision.BF16)),
                        plain.parameters(),
                        Optional.of(Sha256.of("base")),
                        new Manifest.TrainingPlan(
                                plan.innerSteps(),
                                plan.warmupSteps(),
                                plan.batch(),
                                plan.learningRate(),
                                plan.weightDecay(),
                                plan.clip(),
                                plan.outerLearningRate(),
                                plan.outerMomentum(),
                                plan.leasesPerRound(),
                                plan.rounds(),
                                plan.warmStartSteps(),
                                plan.genesisSeed(),
                                plan.codec(),
                                Optional.of(Manifest.Decay.BY_STEP),
                                OptionalInt.of(4)),
                        plain.data(),
                        plain.verification(),
                        plain.flopPerLease(),
                        plain.weiPerTeraflop(),
                        plain.budget());
        assertThat(Json.text(full))
                .contains("\"precision\":\"bf16\"", "\"decay\":\"by-step\"", "\"accumulation\":4");
        assertThat(Json.read(Json.bytes(full), Manifest.class)).isEqualTo(full);
    }

    private static Manifest manifest() {
        var one = new BigDecimal("1.0");
        return new Manifest(
                Manifest.UNSIZED,
                "A title",
                "An owner",
                new RecipeConfig("gpt", new TreeMap<>(Map.of("depth", 2L))),
                List.of(new TensorSpec("w", List.of(2L, 3L))),
                new Manifest.TrainingPlan(
                        30,
                        5,
                        16,
                        new BigDecimal("0.002"),
                        one,
                        one,
                        one,
                        one,
                        4,
                        10,
                        50,
                        1,
                        "dq4-256"),
                new Manifest.DataPlan("d", "s", "MIT", List.of(Sha256.of("a")), Sha256.of("b")),
                new Manifest.Verification(one, one, one, one),
                3_500_000_000_000L,
                Wei.of(3_000),
                Wei.ofEmber("1"));
    }

    private record Rate(BigDecimal rate) {}

    @Test
    void aDecimalWithAnExponentIsTheOneThatIsWrittenForIt() {
        var read = Json.read("{\"rate\":\"1e3\"}", Rate.class);
        assertThat(Json.text(read)).isEqualTo("{\"rate\":\"1000\"}");
        assertThat(Json.read(Json.text(read), Rate.class)).isEqualTo(read);
    }

    @Test
    void refusesALeaseThatDoesNotSayWhatItStartsFrom() {
        var lease =
                "{\"expiresAt\":\"2026-01-01T00:10:00Z\",\"grantedAt\":\"2026-01-01T00:00:00Z\","
                        + "\"id\":\"a1\",\"job\":\"j\",\"learningRate\":\"0.1\",\"manifest\":\"%s\","
                        + "%s\"pay\":\"1\",\"round\":0,\"seed\":7,\"shard\":\"%s\",\"token\":1}";
        var hash = "ab".repeat(32);
        var base = "\"base\":\"" + hash + "\",";
        assertThat(Json.read(lease.formatted(hash, base, hash), Lease.class).base().hex())
                .isEqualTo(hash);
        assertThatThrownBy(() -> Json.read(lease.formatted(hash, "", hash), Lease.class))
                .isInstanceOf(MalformedMessageException.class);
    }
}
