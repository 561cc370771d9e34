package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a manifest says about how long everything is, in its two forms.
class ManifestTest {
    private static final Instant EXPIRES = Instant.parse("2027-05-01T00:00:00Z");

    /// As the program of before wrote it, with the name it had.
    private static final String UNSIZED =
            "{\"budget\":\"1000000000000000000\",\"data\":{\"heldOut\":\""
                    + "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\",\"licence\""
                    + ":\"MIT\",\"name\":\"d\",\"shards\":[\""
                    + "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\"],\"source\""
                    + ":\"s\"},\"flopPerLease\":3500000000000,\"owner\":\"An owner\",\"parameters\":["
                    + "{\"name\":\"w\",\"shape\":[2,3]}],\"recipe\":{\"recipe\":\"gpt\",\"shape\":{"
                    + "\"depth\":2}},\"title\":\"A title\",\"training\":{\"batch\":16,\"clip\":\"1.0\","
                    + "\"codec\":\"dq4-256\",\"genesisSeed\":1,\"innerSteps\":30,\"learningRate\":"
                    + "\"0.002\",\"leasesPerRound\":4,\"outerLearningRate\":\"1.0\",\"outerMomentum\":"
                    + "\"1.0\",\"rounds\":10,\"warmStartSteps\":50,\"warmupSteps\":5,\"weightDecay\":"
                    + "\"1.0\"},\"verification\":{\"maxNorm\":\"1.0\",\"maxPairCosine\":\"1.0\","
                    + "\"minCosine\":\"1.0\",\"minNorm\":\"1.0\"},\"version\":1,\"weiPerTeraflop\":"
                    + "\"3000\"}";

    private static final Map<Sha256, Long> SIZES =
            Map.of(Sha256.of("a"), 7L, Sha256.of("c"), 9L, Sha256.of("b"), 8L);

    private static Manifest unsized() {
        return Manifest.of(UNSIZED.getBytes(StandardCharsets.UTF_8));
    }

    private static long length(Sha256 content) {
        return SIZES.getOrDefault(content, 0L);
    }

    /// With two shards.
    private static Manifest sized() {
        return with(List.of(Sha256.of("a"), Sha256.of("c")), Optional.empty())
                .sized(ManifestTest::length, EXPIRES);
    }

    private static Manifest with(List<Sha256> shards, Optional<Inference> inference) {
        var of = unsized();
        return new Manifest(
                Manifest.UNSIZED,
                of.title(),
                of.owner(),
                of.recipe(),
                of.parameters(),
                Optional.empty(),
                of.training(),
                new Manifest.DataPlan(
                        "d",
                        "s",
                        "MIT",
                        shards,
                        inference.isPresent() ? Optional.empty() : of.data().heldOut()),
                of.verification(),
                of.flopPerLease(),
                of.weiPerTeraflop(),
                of.budget(),
                inference,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void theFormOfBeforeKeepsItsBytesAndItsName() {
        assertThat(Json.text(unsized())).isEqualTo(UNSIZED);
        assertThat(unsized().id().hex())
                .isEqualTo("2e62f2fe0fe60fe99b17c49acc543fc7b726f621972efe777fe7faf6650f9e40");
        assertThat(unsized().sizes()).isEmpty();
        assertThat(unsized().isExpired(Instant.MAX)).isFalse();
        assertThat(unsized().needs()).containsExactly("gpt");
    }

    @Test
    void theNewestFormSaysHowLongEverythingIs() {
        var text = Json.text(sized());
        assertThat(text)
                .contains(
                        "\"extent\":{\"expires\":\"2027-05-01T00:00:00Z\",\"heldOut\":8,"
                                + "\"shards\":[7,9]}",
                        "\"version\":2");
        var back = Manifest.of(text.getBytes(StandardCharsets.UTF_8));
        assertThat(back).isEqualTo(sized());
        assertThat(back.id()).isEqualTo(Sha256.of(text));
        assertThat(back.sizes()).isEqualTo(SIZES);
        assertThat(back.needs()).containsExactly("gpt", Extent.NEED);
        assertThat(back.isExpired(EXPIRES.minusSeconds(1))).isFalse();
        assertThat(back.isExpired(EXPIRES)).isTrue();
    }

    @Test
    void aModelThatIsAskedAndItsFrozenBaseHaveLengthsToo() {
        var asked =
                new Inference(
                        Sha256.of("model"), 4, 3, Inference.Form.SCORES, 2, BigDecimal.ZERO, 0);
        var asking = with(List.of(Sha256.of("a")), Optional.of(asked)).sized(_ -> 5L, EXPIRES);
        assertThat(asking.sizes()).isEqualTo(Map.of(Sha256.of("a"), 5L, Sha256.of("model"), 5L));
        assertThatThrownBy(
                        () ->
                                with(List.of(Sha256.of("a")), Optional.of(asked))
                                        .sized(h -> h.equals(Sha256.of("a")) ? 1 : 0, EXPIRES))
                .hasMessageContaining("content of 0 bytes");
    }

    @Test
    void aShardThatIsNamedTwiceHasOneLength() {
        var twice = with(List.of(Sha256.of("a"), Sha256.of("a")), Optional.empty());
        assertThatCode(() -> twice.sized(ManifestTest::length, EXPIRES)).doesNotThrowAnyException();
        var text = Json.text(twice.sized(ManifestTest::length, EXPIRES)).replace("[7,7]", "[7,8]");
        assertThatThrownBy(() -> Json.read(text, Manifest.class))
                .isInstanceOf(MalformedMessageException.class)
                .hasRootCauseMessage("content has two lengths, 7 and 8");
    }

    /// Each is one change to a good manifest.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[7,9] | [7]",
                "[7,9] | [7,9,1]",
                "[7,9] | [7,0]",
                "[7,9] | [7,-9]",
                "[7,9] | [7,68719476737]",
                "[7,9] | [7,9223372036854775808]",
                "[7,9] | [7,null]",
                "[7,9] | [7,\"9\"]",
                "[7,9] | [7,9.0]",
                "[7,9] | [7, 9]",
                "[7,9] | {}",
                "\"heldOut\":8, | ''",
                "\"heldOut\":8, | \"frozen\":8,\"heldOut\":8,",
                "\"heldOut\":8, | \"heldOut\":8,\"model\":8,",
                "\"heldOut\":8, | \"heldOut\":8,\"heldOut\":8,",
                "\"heldOut\":8, | \"heldOut\":null,",
                "\"heldOut\":8, | \"heldOut\":0,",
                "\"heldOut\":8, | \"heldOut\":8,\"more\":1,",
                "2027-05-01T00:00:00Z | 2027-05-01T00:00:00.5Z",
                "2027-05-01T00:00:00Z | 2027-05-01T02:00:00+02:00",
                "2027-05-01T00:00:00Z | never",
                "\"2027-05-01T00:00:00Z\" | 1809129600",
                "\"expires\":\"2027-05-01T00:00:00Z\", | ''",
                "\"version\":2 | \"version\":1",
                "\"version\":2 | \"version\":0",
                "\"extent\": | \"privacy\":\"own\",\"extent\":"
            })
    void otherLengthsAndTimesAreNoManifest(String good, String bad) {
        var text = Json.text(sized());
        assertThat(text).contains(good);
        assertThatThrownBy(
                        () -> Manifest.of(text.replace(good, bad).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aSizeOfEachContentCannotBeLeftOutAsAWhole() {
        var text = Json.text(unsized()).replace("\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> Manifest.of(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void noOtherWayToWriteItIsRead() {
        var pretty = Json.pretty(sized()).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Manifest.of(pretty)).isInstanceOf(MalformedMessageException.class);
        var longer = Arrays.copyOf(Json.bytes(sized()), Json.bytes(sized()).length + 1);
        longer[longer.length - 1] = '\n';
        assertThatThrownBy(() -> Manifest.of(longer)).isInstanceOf(MalformedMessageException.class);
    }
}
