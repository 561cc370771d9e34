package hearth.protocol;

/// Symmetric block quantisation: blocks of 256 values share one binary16 scale, `scale = max|x| /
/// limit`, and each value becomes `round(x / scale)`, half to even, clamped to ±limit.
/// Deterministic to the byte.
public enum BlockCodec {
    /// `dq4-256`: codes −7…7 as two's-complement nibbles, the even element in the low nibble;
    /// 4.0625 bit a value.
    DQ4("dq4-256", 7) {
        @Override
        public int codeBytes(int count) {
            return (count + 1) / 2;
        }

        @Override
        void put(byte[] codes, int index, int code) {
            int shift = (index & 1) * 4;
            codes[index >> 1] |= (byte) ((code & 0xf) << shift);
        }

        @Override
        int get(byte[] codes, int index) {
            int nibble = (codes[index >> 1] >> ((index & 1) * 4)) & 0xf;
            return (nibble ^ 8) - 8;
        }
    },
    /// `q8-256`: codes −127…127 as signed bytes; 8.0625 bit a value.
    Q8("q8-256", 127) {
        @Override
        public int codeBytes(int count) {
            return count;
        }

        @Override
        void put(byte[] codes, int index, int code) {
            codes[index] = (byte) code;
        }

        @Override
        int get(byte[] codes, int index) {
            return codes[index];
        }
    };

    public static final int BLOCK = 256;

    private final String id;
    private final int limit;

    BlockCodec(String id, int limit) {
        this.id = id;
        this.limit = limit;
    }

    /// Name on the wire.
    public String id() {
        return id;
    }

    /// Bytes that the codes of `count` values take.
    public abstract int codeBytes(int count);

    /// Number of scales, one a block.
    public static int blocks(int count) {
        return (count + BLOCK - 1) / BLOCK;
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
        var scales = new short[blocks(values.length)];
        for (int b = 0; b < scales.length; b++) {
            int from = b * BLOCK;
            int to = Math.min(from + BLOCK, values.length);
            float max = 0;
            for (int i = from; i < to; i++) {
                float magnitude = Math.abs(values[i]);
                if (!(magnitude <= Float.MAX_VALUE)) {
                    throw new IllegalArgumentException("value is not finite");
                }
                max = Math.max(max, magnitude);
            }
            scales[b] = Float.floatToFloat16(max / limit);
            float scale = Float.float16ToFloat(scales[b]);
            if (Float.isInfinite(scale)) {
                throw new IllegalArgumentException("value too large for the codec");
            }
            for (int i = from; i < to && scale > 0; i++) {
                int code = (int) Math.rint(values[i] / (double) scale);
                put(codes, i, Math.clamp(code, -limit, limit));
            }
        }
        return new Coded(codes, scales, values.length);
    }

    /// Decodes after checking that every code and scale is legal.
    ///
    /// @throws MalformedMessageException on a wrong length, an illegal code or a scale that is
    /// negative or not finite
    public float[] decode(Coded coded) {
        int count = coded.count();
        if (coded.codes().length != codeBytes(count) || coded.scales().length != blocks(count)) {
            throw new MalformedMessageException(id + ": wrong length", null);
        }
        var out = new float[count];
        for (int b = 0; b < coded.scales().length; b++) {
            short bits = coded.scales()[b];
            float scale = Float.float16ToFloat(bits);
            if (bits < 0 || Float.isInfinite(scale) || Float.isNaN(scale)) {
                throw new MalformedMessageException(id + ": illegal scale", null);
            }
            int to = Math.min((b + 1) * BLOCK, count);
            for (int i = b * BLOCK; i < to; i++) {
                int code = get(coded.codes(), i);
                if (code < -limit || (scale == 0 && code != 0)) {
                    throw new MalformedMessageException(id + ": illegal code", null);
                }
                out[i] = code * scale;
            }
        }
        if (this == DQ4 && (count & 1) == 1 && (coded.codes()[count >> 1] & 0xf0) != 0) {
            throw new MalformedMessageException(id + ": padding is not zero", null);
        }
        return out;
    }

    abstract void put(byte[] codes, int index, int code);

    abstract int get(byte[] codes, int index);
}
