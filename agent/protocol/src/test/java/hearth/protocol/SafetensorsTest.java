package hearth.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class SafetensorsTest {
    private static final String GOOD = "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2]}}";

    @TempDir Path folder;

    @Test
    void writesTheFormatOfTheSafetensorsProject() {
        var file = Safetensors.encode(content());
        var header =
                "{\"__metadata__\":{\"job\":\"j\"},\"b.w\":{\"data_offsets\":[0,12],\"dtype\":\"F32\",\"shape\":[3,1]},"
                        + "\"c\":{\"data_offsets\":[12,14],\"dtype\":\"U8\",\"shape\":[2]}}";
        var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        assertThat(length % 8).isZero();
        assertThat(new String(file, 8, length, StandardCharsets.US_ASCII).stripTrailing())
                .isEqualTo(header);
        assertThat(in.getFloat(8 + length)).isEqualTo(1.5f);
        assertThat(file).hasSize(8 + length + 14);
    }

    @Test
    void readsBackWhatItWroteFromBytesAndFromAFile() {
        var file = folder.resolve("x.safetensors");
        Safetensors.write(file, content());
        for (var read :
                List.of(
                        Safetensors.read(file),
                        Safetensors.decode(Safetensors.encode(content())))) {
            assertThat(read.metadata()).containsExactly(Map.entry("job", "j"));
            assertThat(read.tensor("b.w").floats()).containsExactly(1.5f, -2f, Float.MIN_VALUE);
            assertThat(read.tensor("b.w").shape()).containsExactly(3L, 1L);
            assertThat(read.tensor("c").bytes()).containsExactly(1, 2);
        }
    }

    @Test
    void acceptsTheSmallestGoodFile() {
        assertThat(Safetensors.decode(file(GOOD, 8)).tensor("a").floats()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'a':{'data_offsets':[0,8], 'dtype':'F32','shape':[2]}}     ", // white space
                "{'a':{'dtype':'F32','data_offsets':[0,8],'shape':[2]}}      ", // key order
                "{'a':{'data_offsets':[0,4],'dtype':'F32','shape':[2]}}      ", // wrong length
                "{'a':{'data_offsets':[4,12],'dtype':'F32','shape':[2]}}     ", // gap
                "{'a':{'data_offsets':[0,8],'dtype':'F64','shape':[1]}}      ", // unknown type
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[-2]}}     ", // negative
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2,0]}}    ", // empty shape
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[4611686018427387906]}}", // overflow
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2],'x':1}}", // extra key
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2.0]}}    ", // not an integer
                "{'a':{'data_offsets':[0,8],'dtype':'F32'}}                  ", // no shape
                "{'a':1}                                                     ",
                "{'b':{'data_offsets':[4,8],'dtype':'F32','shape':[1]},'a':{'data_offsets':[0,4],'dtype':'F32','shape':[1]}}     ",
                "{'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2]},'a':{'data_offsets':[0,8],'dtype':'F32','shape':[2]}}",
                "[]                                                          ",
                "{}      ",
                "{",
                ""
            })
    void refusesEveryOtherForm(String header) {
        assertThatThrownBy(() -> Safetensors.decode(file(header, 8)))
                .isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesAHeaderThatIsPaddedDifferently() {
        for (int spaces : new int[] {0, 1, 10}) {
            var text = GOOD.replace('\'', '"') + " ".repeat(spaces);
            var file = file(text.getBytes(StandardCharsets.US_ASCII), 8);
            assertThatThrownBy(() -> Safetensors.decode(file))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesMissingAndExtraBytesAndLyingLengths() {
        for (var wrong : List.of(file(GOOD, 7), file(GOOD, 9), new byte[0], new byte[7])) {
            assertThatThrownBy(() -> Safetensors.decode(wrong))
                    .isInstanceOf(MalformedMessageException.class);
        }
        for (long length : new long[] {Long.MAX_VALUE, -1, 1 << 21, 0}) {
            var file = ByteBuffer.wrap(file(GOOD, 8)).order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(0, length);
            assertThatThrownBy(() -> Safetensors.decode(file.array()))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void anUpdateHoldsExactlyTheJobsParametersAndItsLease() {
        var specs =
                List.of(new TensorSpec("a", List.of(300L)), new TensorSpec("b", List.of(3L, 3L)));
        var metadata = new TreeMap<>(Map.of("lease", "l1"));
        var values = Map.of("a", new float[300], "b", new float[] {1, 2, 3, 4, 5, 6, 7, 0, -7});
        var file = CodedTensors.encode(BlockCodec.DQ4, metadata, specs, values);

        assertThat(file).hasSize((int) CodedTensors.exactLength(BlockCodec.DQ4, metadata, specs));
        assertThat(CodedTensors.decode(BlockCodec.DQ4, metadata, specs, file).values().get("b"))
                .containsExactly(values.get("b"));
        var otherLease = new TreeMap<>(Map.of("lease", "l2"));
        assertThatThrownBy(() -> CodedTensors.decode(BlockCodec.DQ4, otherLease, specs, file))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(
                        () ->
                                CodedTensors.decode(
                                        BlockCodec.DQ4, metadata, specs.subList(0, 1), file))
                .isInstanceOf(MalformedMessageException.class);
        var otherShape = List.of(new TensorSpec("a", List.of(301L)), specs.get(1));
        assertThatThrownBy(() -> CodedTensors.decode(BlockCodec.DQ4, metadata, otherShape, file))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static Safetensors.Content content() {
        var tensors = new TreeMap<String, Tensor>();
        tensors.put("c", Tensor.ofBytes(Tensor.Dtype.U8, new byte[] {1, 2}, List.of(2L)));
        tensors.put(
                "b.w", Tensor.ofFloats(new float[] {1.5f, -2f, Float.MIN_VALUE}, List.of(3L, 1L)));
        return new Safetensors.Content(new TreeMap<>(Map.of("job", "j")), tensors);
    }

    private static byte[] file(String header, int dataBytes) {
        var stripped = header.replace('\'', '"').stripTrailing();
        var padded = stripped + " ".repeat(-stripped.length() & 7);
        return file(padded.getBytes(StandardCharsets.US_ASCII), dataBytes);
    }

    private static byte[] file(byte[] text, int dataBytes) {
        return ByteBuffer.allocate(8 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }
}
