package hearth.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/// A dense tensor as it lies on disk: little-endian, row-major, exactly as many bytes as its shape
/// asks for.
///
/// @param data read from position 0 to its limit; shared, not copied
public record Tensor(Dtype dtype, List<Long> shape, ByteBuffer data) {
    /// Element types of the closed profile, by their safetensors name.
    public enum Dtype {
        F32(4),
        F16(2),
        I8(1),
        U8(1);

        private final int bytes;

        Dtype(int bytes) {
            this.bytes = bytes;
        }

        public int bytes() {
            return bytes;
        }
    }

    public Tensor {
        shape = List.copyOf(shape);
        data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() != elements(shape) * dtype.bytes()) {
            throw new IllegalArgumentException("tensor data does not fill its shape");
        }
    }

    public static Tensor ofFloats(float[] values, List<Long> shape) {
        return new Tensor(Dtype.F32, shape, bytes(values));
    }

    /// Numbers as they lie on disk.
    static ByteBuffer bytes(float[] values) {
        var data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(values);
        return data;
    }

    public static Tensor ofBytes(Dtype dtype, byte[] values, List<Long> shape) {
        return new Tensor(dtype, shape, ByteBuffer.wrap(values));
    }

    public static Tensor ofHalves(short[] values, List<Long> shape) {
        var data = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(values);
        return new Tensor(Dtype.F16, shape, data);
    }

    public long elements() {
        return elements(shape);
    }

    static long elements(List<Long> shape) {
        long n = 1;
        for (long d : shape) {
            if (d < 0) {
                throw new IllegalArgumentException("negative dimension");
            }
            n = Math.multiplyExact(n, d);
        }
        return n;
    }

    /// The elements of an F32 tensor, where they lie.
    public FloatBuffer asFloats() {
        require(Dtype.F32);
        return view().asFloatBuffer();
    }

    /// A copy of the elements of an F32 tensor.
    public float[] floats() {
        require(Dtype.F32);
        var out = new float[data.remaining() / Float.BYTES];
        view().asFloatBuffer().get(out);
        return out;
    }

    /// A copy of the elements of an F16 tensor, still as IEEE 754 binary16 bits.
    public short[] halves() {
        require(Dtype.F16);
        var out = new short[data.remaining() / Short.BYTES];
        view().asShortBuffer().get(out);
        return out;
    }

    /// A copy of the raw bytes.
    public byte[] bytes() {
        var out = new byte[data.remaining()];
        view().get(out);
        return out;
    }

    private ByteBuffer view() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void require(Dtype wanted) {
        if (dtype != wanted) {
            throw new IllegalArgumentException("tensor is " + dtype + ", not " + wanted);
        }
    }
}
