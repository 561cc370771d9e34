package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

class ErrorFeedbackTest {
    private static final List<TensorSpec> SPECS =
            List.of(new TensorSpec("a", List.of(70L, 100L)), new TensorSpec("b", List.of(3L)));
    private static final SortedMap<String, String> METADATA =
            new TreeMap<>(Map.of("lease", "l1", "round", "0"));

    @ParameterizedTest
    @EnumSource(names = {"T3", "TK64"})
    void whatIsNotSentIsOwed(BlockCodec codec) {
        var first = step(codec, 1, Optional.empty());
        var second = step(codec, 2, Optional.of(first.residual()));

        var owedBefore = floats(first.residual(), "a");
        var owedAfter = floats(second.residual(), "a");
        var change = Objects.requireNonNull(difference(2).get("a"));
        var sent = Objects.requireNonNull(decode(codec, second.update()).values().get("a"));
        for (int i = 0; i < sent.length; i++) {
            assertThat(owedAfter[i] + sent[i])
                    .isCloseTo(0.95f * owedBefore[i] + change[i], within(1e-6f));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"T3", "TK64"})
    void aSteadyDifferenceIsSentInFullOverTime(BlockCodec codec) {
        var steady = difference(5);
        var sum = new double[7000];
        Optional<byte[]> residual = Optional.empty();
        int steps = 300;
        for (int s = 0; s < steps; s++) {
            var step = ErrorFeedback.encode(codec, METADATA, SPECS, steady, residual);
            residual = Optional.of(step.residual());
            var sent = Objects.requireNonNull(decode(codec, step.update()).values().get("a"));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += sent[i];
            }
        }
        var a = Objects.requireNonNull(steady.get("a"));
        double dot = 0;
        double norms = 0;
        double others = 0;
        for (int i = 0; i < sum.length; i++) {
            dot += a[i] * sum[i];
            norms += a[i] * a[i];
            others += sum[i] * sum[i];
        }
        assertThat(dot / Math.sqrt(norms * others))
                .isGreaterThan(codec == BlockCodec.T3 ? 0.98 : 0.8);
    }

    @Test
    void anUpdateCommitsToBothResidualsAndEachFollowsTheOther() {
        var first = step(BlockCodec.T3, 1, Optional.empty());
        var second = step(BlockCodec.T3, 2, Optional.of(first.residual()));

        var told = decode(BlockCodec.T3, first.update()).residuals().orElseThrow();
        assertThat(told.before()).isEqualTo(ErrorFeedback.nothingOwed(SPECS));
        assertThat(told.after()).isEqualTo(Sha256.of(first.residual()));
        assertThat(decode(BlockCodec.T3, second.update()).residuals().orElseThrow().before())
                .isEqualTo(told.after());
        assertThat(first.update())
                .hasSize((int) CodedTensors.exactLength(BlockCodec.T3, METADATA, SPECS));
    }

    /// Another implementation, or this one on another machine, must come to the same hashes.
    @ParameterizedTest
    @EnumSource(names = {"T3", "TK64"})
    void theBytesOfTwoStepsAreTheseOnEveryMachine(BlockCodec codec) {
        var first = step(codec, 1, Optional.empty());
        var second = step(codec, 2, Optional.of(first.residual()));
        assertThat(Sha256.of(second.update()).hex() + " " + second.residuals().after().hex())
                .isEqualTo(
                        codec == BlockCodec.T3
                                ? "d16bd7b37dfa3564e1305b0e1eca2791519b0b7118468f3d558e82f990d77769 69529408638f33b6d951cbc3e0f0ce2bcf9bac922360dd4f5d523dee89032984"
                                : "1c61e60e457788a6fb19cf86238d2ca76bf126994cca9365e53ac28b0517d1a7 803bc89ebb77561f8368de1a4ea6f1913577467d8ff3dc03ba57e01e0f8aa4bf");
    }

    @Test
    void refusesAResidualOfAnotherModelAndHashesThatAreNone() {
        var other = List.of(SPECS.getFirst());
        var step =
                ErrorFeedback.encode(
                        BlockCodec.T3, METADATA, other, difference(1), Optional.empty());
        assertThatThrownBy(() -> step(BlockCodec.T3, 1, Optional.of(step.residual())))
                .isInstanceOf(MalformedMessageException.class);
        var update = step(BlockCodec.T3, 1, Optional.empty()).update();
        update[
                        new String(update, java.nio.charset.StandardCharsets.ISO_8859_1)
                                        .indexOf("\"residual\":\"")
                                + 12] =
                'G';
        assertThatThrownBy(() -> decode(BlockCodec.T3, update))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> CodedTensors.encode(BlockCodec.T3, METADATA, SPECS, difference(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ErrorFeedback.Step step(BlockCodec codec, int seed, Optional<byte[]> before) {
        return ErrorFeedback.encode(codec, METADATA, SPECS, difference(seed), before);
    }

    private static CodedTensors.Decoded decode(BlockCodec codec, byte[] update) {
        return CodedTensors.decode(codec, METADATA, SPECS, update);
    }

    private static float[] floats(byte[] file, String name) {
        return Safetensors.decode(file).tensor(name).floats();
    }

    private static Map<String, float[]> difference(int seed) {
        var random = new Random(seed);
        var values = new TreeMap<String, float[]>();
        for (var spec : SPECS) {
            var v = new float[(int) spec.elements()];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (random.nextGaussian() * 0.01);
            }
            values.put(spec.name(), v);
        }
        return values;
    }
}
