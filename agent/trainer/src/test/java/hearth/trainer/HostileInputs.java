package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Tensor files that are none, made of one that is.
final class HostileInputs {
    private HostileInputs() {}

    static Map<String, byte[]> of(byte[] good) {
        var all = new TreeMap<String, byte[]>();
        all.put("empty", new byte[0]);
        all.put("cut in the header", Arrays.copyOf(good, 40));
        all.put("cut in the numbers", Arrays.copyOf(good, good.length - 4));
        all.put("too long", Arrays.copyOf(good, good.length + 4));
        all.put("a huge header", withLength(good, 1L << 40));
        all.put("a negative header", withLength(good, -1));
        all.put("a header of nothing", withLength(good, 0));
        all.put("not a number", withNumber(good, Float.NaN));
        all.put("infinity", withNumber(good, Float.NEGATIVE_INFINITY));
        all.put("another type", edited(good, "\"F32\"", "\"F64\""));
        all.put("an unknown type", edited(good, "\"F32\"", "\"X99\""));
        all.put("another shape", edited(good, "[64]", "[46]"));
        all.put("a shape beyond all numbers", edited(good, "[64]", "[9999999999999999999]"));
        all.put("overlap", edited(good, "[256,", "[252,"));
        all.put("a gap", edited(good, "[256,", "[260,"));
        all.put("another name", edited(good, "bias", "bios"));
        all.put("no JSON", edited(good, "{\"", "{{\""));
        return all;
    }

    private static byte[] withLength(byte[] good, long length) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        return bytes;
    }

    private static byte[] withNumber(byte[] good, float value) {
        var bytes = good.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, value);
        return bytes;
    }

    private static byte[] edited(byte[] good, String old, String replacement) {
        var text = new String(good, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(old);
        int at = text.indexOf(old);
        return (text.substring(0, at) + replacement + text.substring(at + old.length()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
