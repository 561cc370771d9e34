package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class BlockCodecTest {
    /// Vectors of our own, so that another implementation can check itself: values, codes, scales.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            DQ4 | 7 -7 3.5 0        | 9704          | 3c00
            DQ4 | 1 -1 0.5 -0.5 0.1 | 97c401        | 3092
            DQ4 | 0 0 0             | 0000          | 0000
            DQ4 | -14               | 09            | 4000
            Q8  | 127 -127 63.5 1   | 7f814001      | 3c00
            Q8  | 0.001 -0.002      | 4081          | 0108
            T3  | 1 -1 0 1 -1       | 4d03          | 3c00
            T3  | 3 -5 0.1 -0.1 0 4 | 0d04          | 4400
            T3  | 2 2 2 2           | 55            | 4000
            T3  | 0 0               | 00            | 0000
            TK64 | 0 -3 1           | 0120          | 4200
            TK64 | 0 0 0            | 0000          | 0000
            """)
    void encodesTheVectors(BlockCodec codec, String values, String codes, String scales) {
        var coded = codec.encode(floats(values));
        assertThat(HexFormat.of().formatHex(coded.codes())).isEqualTo(codes);
        assertThat(HexFormat.of().toHexDigits(coded.scales()[0])).isEqualTo(scales);
    }

    @ParameterizedTest
    @EnumSource(names = {"DQ4", "Q8"})
    void staysWithinHalfAStepOfEachBlock(BlockCodec codec) {
        var random = new Random(7);
        var values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, i / 256 - 2));
        }
        var coded = codec.encode(values);
        var decoded = codec.decode(coded);
        for (int i = 0; i < values.length; i++) {
            float scale = Float.float16ToFloat(coded.scales()[i / codec.block()]);
            assertThat(decoded[i]).isBetween(values[i] - 0.51f * scale, values[i] + 0.51f * scale);
        }
        assertThat(codec.encode(decoded).codes()).isEqualTo(coded.codes());
    }

    @ParameterizedTest
    @CsvSource({"DQ4, 4.0625", "Q8, 8.0625", "T3, 2.0625", "TK64, 0.2265625"})
    void takesSoManyBitsAValueWithItsScales(BlockCodec codec, double bits) {
        int n = 4096 * 100;
        var coded = codec.encode(new float[n]);
        assertThat((coded.codes().length + 2 * coded.scales().length) * 8.0 / n).isEqualTo(bits);
    }

    /// What the codec was before its loops were made fast: exact quotients, one code after the
    /// other.
    @ParameterizedTest
    @CsvSource({"DQ4, 7", "Q8, 127"})
    void roundsTheExactQuotientHalfToEven(BlockCodec codec, int limit) {
        var random = new Random(11);
        for (int round = 0; round < 500; round++) {
            var values = new float[1 + random.nextInt(700)];
            for (int i = 0; i < values.length; i++) {
                values[i] = awkward(random, limit, i);
            }
            var coded = codec.encode(values);
            for (int i = 0; i < values.length; i++) {
                double scale = Float.float16ToFloat(coded.scales()[i / 256]);
                int wanted =
                        scale == 0
                                ? 0
                                : Math.clamp((int) Math.rint(values[i] / scale), -limit, limit);
                assertThat(codeAt(codec, coded.codes(), i)).isEqualTo(wanted);
            }
        }
    }

    /// A largest value that makes the scale a small power of two, and neighbours of its halves.
    private static float awkward(Random random, int limit, int index) {
        float scale = Math.scalb(1f + random.nextInt(8) / 8f, index / 256 * 5 - 20);
        if (index % 256 == 0) {
            return limit * scale;
        }
        float half = (random.nextInt(2 * limit) - limit + 0.5f) * scale;
        return Float.intBitsToFloat(Float.floatToRawIntBits(half) + random.nextInt(3) - 1);
    }

    private static int codeAt(BlockCodec codec, byte[] codes, int i) {
        return codec == BlockCodec.Q8 ? codes[i] : codes[i >> 1] << (i % 2 == 0 ? 28 : 24) >> 28;
    }

    @Test
    void ternaryKeepsWhatIsLargeAndItsMeanMagnitude() {
        var decoded = decodedAgain(BlockCodec.T3, "3 -5 0.1 -0.1 0 4");
        assertThat(decoded).containsExactly(4, -4, 0, 0, 0, 4);
    }

    @Test
    void theLargestOfABlockAreChosenByMagnitudeAndThenByIndex() {
        var values = new float[4096 + 65];
        Arrays.fill(values, 100, 300, 1f);
        values[4095] = -9;
        values[4096 + 64] = -2;
        values[4096] = 1;
        var decoded = BlockCodec.TK64.decode(BlockCodec.TK64.encode(values));
        var wanted = new float[values.length];
        Arrays.fill(wanted, 100, 163, 1f);
        wanted[4095] = -9;
        wanted[4096 + 64] = -2;
        wanted[4096] = 1;
        assertThat(decoded).containsExactly(wanted);
    }

    private static float[] decodedAgain(BlockCodec codec, String values) {
        return codec.decode(codec.encode(floats(values)));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
    void refusesToEncodeWhatItCannotSay(float value) {
        for (var codec : BlockCodec.values()) {
            for (int length : new int[] {2, 256, 4096}) {
                var values = new float[length];
                values[length - 1] = value;
                assertThatThrownBy(() -> codec.encode(values))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void refusesIllegalCodesScalesPaddingAndLengths() {
        refuses(BlockCodec.DQ4, "08", "3c00", 1); // code -8
        refuses(BlockCodec.DQ4, "80", "3c00", 2);
        refuses(BlockCodec.DQ4, "11", "3c00", 1); // padding nibble
        refuses(BlockCodec.DQ4, "01", "bc00", 1); // negative scale
        refuses(BlockCodec.DQ4, "01", "7c00", 1); // infinite scale
        refuses(BlockCodec.DQ4, "01", "7e00", 1); // not a number
        refuses(BlockCodec.DQ4, "01", "0000", 1); // code without a scale
        refuses(BlockCodec.DQ4, "0100", "3c00", 1);
        refuses(BlockCodec.DQ4, "", "3c00", 1);
        refuses(BlockCodec.Q8, "80", "3c00", 1); // code -128
        refuses(BlockCodec.T3, "02", "3c00", 1); // code -2
        refuses(BlockCodec.T3, "80", "3c00", 4);
        refuses(BlockCodec.T3, "04", "3c00", 1); // padding
        refuses(BlockCodec.T3, "01", "8000", 1); // negative scale
        refuses(BlockCodec.T3, "01", "0000", 1); // code without a scale
        refuses(BlockCodec.T3, "00".repeat(128), "3c00", 513);
        refuses(BlockCodec.TK64, "0000", "3c00 0000", 3); // scales in the wrong order
        refuses(BlockCodec.TK64, "0000", "3c00", 3);
        refuses(BlockCodec.TK64, "0000", "0000 7c00", 3);
        refuses(BlockCodec.TK64, "0300", "3c00 3c00", 3); // index outside
        refuses(BlockCodec.TK64, "0020", "0000 3c00", 3); // sign of zero
        refuses(BlockCodec.TK64, "0040", "3c00 3c00", 3); // padding
        refuses(BlockCodec.TK64, "05400100", "3c00 3c00", 65); // 5 and 5
        refuses(BlockCodec.TK64, "05000100", "3c00 3c00", 65); // 5 and 4
    }

    @Test
    void acceptsWhatIsOneStepFromARefusal() {
        assertThat(decode(BlockCodec.TK64, "05800100", "3c00 3c00", 65)).contains(1f, 1f); // 5, 6
        assertThat(decode(BlockCodec.T3, "03", "3c00", 1)).containsExactly(-1f);
    }

    private static void refuses(BlockCodec codec, String codes, String scales, int count) {
        assertThatThrownBy(() -> decode(codec, codes, scales, count))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static float[] decode(BlockCodec codec, String codes, String scales, int count) {
        var parts = scales.split(" ", -1);
        var bits = new short[parts.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (short) Integer.parseInt(parts[i], 16);
        }
        return codec.decode(new BlockCodec.Coded(HexFormat.of().parseHex(codes), bits, count));
    }

    private static float[] floats(String text) {
        var parts = text.strip().split(" +", -1);
        var out = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            out[i] = Float.parseFloat(parts[i]);
        }
        return out;
    }
}
