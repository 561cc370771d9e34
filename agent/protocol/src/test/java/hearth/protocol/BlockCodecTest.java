package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
            """)
    void encodesTheVectors(BlockCodec codec, String values, String codes, String scales) {
        var coded = codec.encode(floats(values));
        assertThat(HexFormat.of().formatHex(coded.codes())).isEqualTo(codes);
        assertThat(HexFormat.of().toHexDigits(coded.scales()[0])).isEqualTo(scales);
    }

    @ParameterizedTest
    @EnumSource
    void staysWithinHalfAStepOfEachBlock(BlockCodec codec) {
        var random = new Random(7);
        var values = new float[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, i / 256 - 2));
        }
        var coded = codec.encode(values);
        var decoded = codec.decode(coded);
        for (int i = 0; i < values.length; i++) {
            float scale = Float.float16ToFloat(coded.scales()[i / BlockCodec.BLOCK]);
            assertThat(decoded[i]).isBetween(values[i] - 0.51f * scale, values[i] + 0.51f * scale);
        }
        assertThat(codec.encode(decoded).codes()).isEqualTo(coded.codes());
    }

    @Test
    void takesFourAndASixteenthBitsAValue() {
        int n = 256 * 1000;
        var coded = BlockCodec.DQ4.encode(new float[n]);
        assertThat((coded.codes().length + 2 * coded.scales().length) * 8.0 / n).isEqualTo(4.0625);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
    void refusesToEncodeWhatItCannotSay(float value) {
        assertThatThrownBy(() -> BlockCodec.DQ4.encode(new float[] {0, value}))
                .isInstanceOf(IllegalArgumentException.class);
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
    }

    private static void refuses(BlockCodec codec, String codes, String scale, int count) {
        var bits = (short) Integer.parseInt(scale, 16);
        var coded = new BlockCodec.Coded(HexFormat.of().parseHex(codes), new short[] {bits}, count);
        assertThatThrownBy(() -> codec.decode(coded)).isInstanceOf(MalformedMessageException.class);
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
