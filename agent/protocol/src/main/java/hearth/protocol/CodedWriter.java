package hearth.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/// Makes a file of coded parameters in pieces, in any order, with a codec that needs no error
/// feedback. One thread.
public final class CodedWriter implements AutoCloseable {
    private final BlockCodec codec;
    private final SortedMap<String, String> metadata;
    private final TensorPieces out;

    /// @param file made anew; not forced to the disk, and of no use before [#close]
    public CodedWriter(
            Path file,
            BlockCodec codec,
            SortedMap<String, String> metadata,
            List<TensorSpec> specs) {
        this.codec = codec;
        this.metadata = metadata;
        this.out =
                TensorPieces.in(
                        file,
                        CodedTensors.headerBytes(codec, metadata, specs),
                        CodedTensors.slots(codec, specs));
    }

    /// @param from first element, a multiple of the codec's block; the piece ends with a block or
    /// with the tensor
    /// @return what a reader gets
    public float[] put(TensorSpec spec, int from, float[] values) {
        var coded = codec.encode(values);
        CodedTensors.put(out, codec, spec, from, coded);
        return codec.decode(coded);
    }

    @Override
    public void close() {
        try (out) {
            out.header(metadata);
        }
    }
}
