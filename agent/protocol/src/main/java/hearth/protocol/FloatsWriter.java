package hearth.protocol;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// Makes a file of F32 parameters without metadata in pieces, in any order. One thread.
public final class FloatsWriter implements AutoCloseable {
    private final TensorPieces out;

    /// @param file made anew; not forced to the disk, and of no use before [#close]
    public FloatsWriter(Path file, List<TensorSpec> specs) {
        var slots = Safetensors.floatSlots(specs);
        out = TensorPieces.in(file, Safetensors.header(new TreeMap<>(), slots).length, slots);
    }

    /// @param from first element
    public void put(TensorSpec spec, int from, float[] values) {
        out.put(spec.name(), (long) from * Float.BYTES, Tensor.bytes(values));
    }

    @Override
    public void close() {
        try (out) {
            out.header(new TreeMap<>());
        }
    }
}
