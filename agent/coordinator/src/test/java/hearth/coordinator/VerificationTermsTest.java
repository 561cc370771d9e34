package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.protocol.BlockCodec;
import hearth.protocol.FairBounds;
import hearth.protocol.Json;
import hearth.protocol.MalformedMessageException;
import hearth.protocol.Manifest;
import hearth.protocol.Manifest.DataPlan;
import hearth.protocol.Manifest.TrainingPlan;
import hearth.protocol.Manifest.Verification;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Sha256;
import hearth.protocol.Wei;
import hearth.trainer.Recipes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a stranger's job may say about when others' work is good.
class VerificationTermsTest {
    private static final RecipeConfig WRITER =
            new RecipeConfig(
                    "gpt",
                    new TreeMap<>(Map.of("depth", 1L, "width", 8L, "heads", 2L, "context", 64L)));
    private static final RecipeConfig CLASSIFIER =
            new RecipeConfig("mlp", new TreeMap<>(Map.of("inputs", 3L, "classes", 2L)));

    private static final BigDecimal SMALL_FALL = new BigDecimal("-0.02");
    private static final int YOUNG = 0;
    private static final int WARM = 500;

    @ParameterizedTest
    @CsvSource({
        "minNorm, -0.1",
        "minNorm, 0.51",
        "minNorm, 1e9",
        "maxNorm, 1.9",
        "maxNorm, 1e9",
        "minCosine, 0.26",
        "minCosine, -1.1",
        "maxPairCosine, 0.91",
        "maxPairCosine, -1",
        "maxPairCosine, 3",
        "loss.part, 0.1",
        "loss.part, 1000",
        "loss.part, 0",
        "loss.sequences, 15",
        "loss.sequences, 1025",
        "loss.examples, 1025",
        "loss.minFall, 0",
        "loss.minFall, 5",
        "loss.minFall, -1e9",
        "loss.minGap, -3.9",
        "loss.minGap, 99",
        "loss.minGap, -1e9",
        "loss.maxRise, -1",
        "loss.maxRise, 1e9",
        "loss.doubt.cosine, 2",
        "loss.doubt.minFall, 0",
        "repeat.same, -1",
        "repeat.same, 0.24",
        "repeat.same, 0.3",
        "repeat.other, -1",
        "repeat.other, 0.44",
        "repeat.other, 1e9"
    })
    void nobodyIsJudgedByBoundsThatNoHonestWorkKeepsOrAllWorkDoes(String field, String value) {
        assertThatThrownBy(() -> JobTerms.check(job(WRITER, YOUNG, with(field, value))))
                .isInstanceOf(UnfitBoundsException.class)
                .hasMessageStartingWith("verification." + field + " is ")
                .hasMessageNotContaining("0000000000");
    }

    @ParameterizedTest
    @CsvSource({"minNorm, 1e-99999999", "repeat.same, 1e-99999999", "loss.maxRise, 1e99999999"})
    void aBoundThatNobodyCouldWriteOutIsNotEvenRead(String field, String value) {
        assertThatThrownBy(() -> with(field, value)).isInstanceOf(MalformedMessageException.class);
    }

    @ParameterizedTest
    @CsvSource({"minCosine, 0", "minCosine, -0.2", "loss.minGap, 2.5"})
    void aModelThatDoesNotWriteIsHeldToItsOwn(String field, String value) {
        assertThatThrownBy(() -> JobTerms.check(job(CLASSIFIER, WARM, with(field, value))))
                .isInstanceOf(UnfitBoundsException.class);
    }

    @ParameterizedTest
    @CsvSource({"minCosine, 0.06", "maxPairCosine, 0.5", "loss.examples, 3", "loss.minGap, 2.6"})
    void aWarmModelIsHeldToItsOwn(String field, String value) {
        var wrong = set(warm(), field, value);
        assertThatThrownBy(() -> JobTerms.check(job(WRITER, WARM, wrong)))
                .isInstanceOf(UnfitBoundsException.class);
        assertThatThrownBy(() -> JobTerms.check(job(WRITER, YOUNG, warm())))
                .isInstanceOf(UnfitBoundsException.class);
    }

    @Test
    void whatWasMeasuredIsTaken() {
        assertThatCode(() -> JobTerms.check(job(WRITER, WARM, warm()))).doesNotThrowAnyException();
        for (var recipe : List.of(WRITER, CLASSIFIER)) {
            var small = MeasuredBounds.ofSmallModels(recipe);
            assertThatCode(() -> JobTerms.check(job(recipe, YOUNG, small)))
                    .doesNotThrowAnyException();
            assertThat(FairBounds.areIn(job(recipe, YOUNG, small))).isTrue();
        }
        assertThat(FairBounds.areIn(job(WRITER, WARM, warm()))).isTrue();
        assertThat(FairBounds.areIn(TestJobs.askable(Wei.ofEmber("1"), Instant.EPOCH).manifest()))
                .isTrue();
        for (var field : List.of("minNorm", "loss.maxRise")) {
            assertThatCode(() -> JobTerms.check(job(WRITER, YOUNG, with(field, "0.1"))))
                    .doesNotThrowAnyException();
        }
    }

    private static Verification warm() {
        return MeasuredBounds.ofWarmModels(16, 4);
    }

    /// The bounds of a young writer with one that is another.
    private static Verification with(String field, String value) {
        return set(MeasuredBounds.ofSmallModels(WRITER), field, value);
    }

    /// Decimals are text in JSON, counts are numbers.
    private static Verification set(Verification of, String field, String value) {
        var doubting = of.loss().orElseThrow().doubting(new BigDecimal("0.2"), SMALL_FALL);
        var whole =
                new Verification(
                        of.minNorm(),
                        of.maxNorm(),
                        of.minCosine(),
                        of.maxPairCosine(),
                        field.contains("doubt") ? Optional.of(doubting) : of.loss(),
                        of.repeat());
        var tree = (ObjectNode) Json.mapper().readTree(Json.bytes(whole));
        var in = tree;
        var path = field.split("\\.", -1);
        for (int i = 0; i < path.length - 1; i++) {
            in = (ObjectNode) in.get(path[i]);
        }
        var last = path[path.length - 1];
        if (last.equals("sequences") || last.equals("examples")) {
            in.put(last, Integer.parseInt(value));
        } else {
            in.put(last, value);
        }
        return Json.read(tree.toString(), Verification.class);
    }

    private static Manifest job(RecipeConfig recipe, int warmStart, Verification verification) {
        var zero = BigDecimal.ZERO;
        var one = BigDecimal.ONE;
        int steps = 30;
        int batch = 16;
        return new Manifest(
                Manifest.UNSIZED,
                "A test",
                "the tests",
                recipe,
                Recipes.parameters(recipe),
                new TrainingPlan(
                        steps,
                        0,
                        batch,
                        one,
                        zero,
                        one,
                        one,
                        zero,
                        2,
                        2,
                        warmStart,
                        7,
                        BlockCodec.DQ4.id()),
                new DataPlan("words", "here", "CC0", List.of(Sha256.of("a")), Sha256.of("b")),
                verification,
                Recipes.flopPerStep(recipe, batch) * steps,
                Wei.ofEmber("1"),
                Wei.ofEmber("1"));
    }
}
