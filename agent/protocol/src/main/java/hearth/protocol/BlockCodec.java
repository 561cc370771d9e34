package hearth.protocol;

import java.util.Optional;

/// How a tensor's values become few bits: blocks of values share binary16 scales. Every form is
/// deterministic to the byte on every machine: plain binary32 arithmetic in a fixed order, halves
/// rounded to even. Exact forms: `docs/decisions/0001-codecs.md`.
public enum BlockCodec {
    /// `dq4-256`: `scale = max|x| / 7` and codes −7…7 as two's-complement nibbles, the even element
    /// in the low nibble; 4.0625 bit a value.
    DQ4("dq4-256", 256, new UniformBlocks("dq4-256", 7, Packing.FOUR_BITS)),
    /// `q8-256`: the same with codes −127…127 as signed bytes; 8.0625 bit a value.
    Q8("q8-256", 256, new UniformBlocks("q8-256", 127, Packing.EIGHT_BITS)),
    /// `t3-256`: codes −1, 0, 1 in two bits, four a byte from the low bits; 2.0625 bit a value. For
    /// use with [ErrorFeedback].
    T3("t3-256", 256, new TernaryBlocks("t3-256")),
    /// `tk64-4096`: the 64 largest of 4096 values, each by index, sign and one of two magnitudes;
    /// 0.2266 bit a value. For use with [ErrorFeedback].
    TK64("tk64-4096", 4096, new LargestOfBlock("tk64-4096"));

    /// Values that may be coded apart from the others of their tensor without another result: whole
    /// blocks of every codec, and whole bytes of codes.
    static final int PIECE = 1 << 20;

    private final String id;
    private final int block;

    @SuppressWarnings("ImmutableEnumChecker") // kernels have no state
    private final Kernel kernel;

    BlockCodec(String id, int block, Kernel kernel) {
        this.id = id;
        this.block = block;
        this.kernel = kernel;
    }

    /// The arithmetic of one codec. Stateless.
    interface Kernel {
        int codeBytes(int count);

        int scales(int count);

        void encode(float[] values, byte[] codes, short[] scales);

        /// @param out every element is written
        void decode(byte[] codes, short[] scales, float[] out);
    }

    public static Optional<BlockCodec> of(String id) {
        for (var codec : values()) {
            if (codec.id.equals(id)) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /// Name on the wire.
    public String id() {
        return id;
    }

    /// Values that share scales; the last block of a tensor may have fewer.
    public int block() {
        return block;
    }

    /// Whether it drops so much that what was not sent must be sent later, see [ErrorFeedback].
    public boolean needsErrorFeedback() {
        return switch (this) {
            case DQ4, Q8 -> false;
            case T3, TK64 -> true;
        };
    }

    /// Bytes that the codes of `count` values take.
    public int codeBytes(int count) {
        return kernel.codeBytes(count);
    }

    /// Number of scales of `count` values.
    public int scales(int count) {
        return kernel.scales(count);
    }

    /// One tensor in coded form.
    ///
    /// @param scales IEEE 754 binary16 bits
    @SuppressWarnings("ArrayRecordComponent") // wire buffers, compared nowhere
    public record Coded(byte[] codes, short[] scales, int count) {}

    /// Encodes one tensor.
    ///
    /// @throws IllegalArgumentException if a value is not finite or too large for a binary16 scale
    public Coded encode(float[] values) {
        var codes = new byte[codeBytes(values.length)];
        var scales = new short[scales(values.length)];
        kernel.encode(values, codes, scales);
        return new Coded(codes, scales, values.length);
    }

    /// Decodes after checking that every code and scale is legal.
    ///
    /// @throws MalformedMessageException on a wrong length, an illegal code or a scale that is
    /// negative or not finite
    public float[] decode(Coded coded) {
        int count = coded.count();
        if (coded.codes().length != codeBytes(count) || coded.scales().length != scales(count)) {
            throw new MalformedMessageException(id + ": wrong length", null);
        }
        var out = new float[count];
        kernel.decode(coded.codes(), coded.scales(), out);
        return out;
    }

    /// A scale as a number.
    ///
    /// @throws MalformedMessageException if it is negative or not finite
    static float legalScale(String id, short bits) {
        float scale = Float.float16ToFloat(bits);
        if (bits < 0 || !(scale <= Float.MAX_VALUE)) {
            throw new MalformedMessageException(id + ": illegal scale", null);
        }
        return scale;
    }

    /// The nearest binary16 number.
    ///
    /// @throws IllegalArgumentException if that would be infinite
    static short nearestScale(float value) {
        short bits = Float.floatToFloat16(value);
        if (!(Float.float16ToFloat(bits) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("value too large for the codec");
        }
        return bits;
    }

    /// @return the largest magnitude
    /// @throws IllegalArgumentException if a value is not finite
    static float largest(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        if (!(largest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("value is not finite");
        }
        return largest;
    }
}
