package hearth.protocol;

import java.util.Arrays;

/// Blocks of 256 small signed codes with one scale each; how a block chooses its codes and its
/// scale is left open.
abstract class SignedBlocks implements BlockCodec.Kernel {
    static final int BLOCK = Packing.BLOCK;

    /// Adding and subtracting it rounds a small binary32 number to a whole one, half to even.
    private static final float ROUNDING = 0x1.8p23f;

    private final String id;
    private final Packing packing;

    SignedBlocks(String id, Packing packing) {
        this.id = id;
        this.packing = packing;
    }

    /// Chooses scale and codes of one block.
    ///
    /// @param values at least 256 from `from` on; those after the first `count` are zero
    /// @param count of the block's values, at most 256
    /// @param codes gets 256 codes; untouched where the scale is zero
    /// @return the scale, binary16
    abstract short code(float[] values, int from, int count, int[] codes);

    @Override
    public final int codeBytes(int count) {
        return packing.bytes(count);
    }

    @Override
    public final int scales(int count) {
        return Math.ceilDiv(count, BLOCK);
    }

    @Override
    public final void encode(float[] values, byte[] bytes, short[] scales) {
        int whole = values.length / BLOCK;
        var codes = new int[BLOCK];
        for (int b = 0; b < whole; b++) {
            scales[b] = code(values, b * BLOCK, BLOCK, codes);
            if (scales[b] != 0) {
                packing.pack(codes, bytes, packing.bytes(b * BLOCK));
            }
        }
        int rest = values.length - whole * BLOCK;
        if (rest > 0) {
            var padded = new float[BLOCK];
            System.arraycopy(values, whole * BLOCK, padded, 0, rest);
            scales[whole] = code(padded, 0, rest, codes);
            if (scales[whole] != 0) {
                var packed = new byte[packing.bytes(BLOCK)];
                packing.pack(codes, packed, 0);
                System.arraycopy(
                        packed, 0, bytes, packing.bytes(whole * BLOCK), packing.bytes(rest));
            }
        }
    }

    @Override
    public final void decode(byte[] bytes, short[] scales, float[] out) {
        int whole = out.length / BLOCK;
        var left = new int[BLOCK];
        for (int b = 0; b < whole; b++) {
            float scale = BlockCodec.legalScale(id, scales[b]);
            int at = packing.bytes(b * BLOCK);
            check(packing.unpack(bytes, at, left));
            if (scale == 0) {
                check(isZero(left, 0));
            }
            scale(left, BLOCK, scale, out, b * BLOCK);
        }
        int rest = out.length - whole * BLOCK;
        if (rest > 0) {
            float scale = BlockCodec.legalScale(id, scales[whole]);
            int at = packing.bytes(whole * BLOCK);
            var padded = Arrays.copyOfRange(bytes, at, at + packing.bytes(BLOCK));
            check(packing.unpack(padded, 0, left));
            if (!isZero(left, rest)) {
                throw new MalformedMessageException(id + ": padding is not zero", null);
            }
            if (scale == 0) {
                check(isZero(left, 0));
            }
            scale(left, rest, scale, out, whole * BLOCK);
        }
    }

    private void scale(int[] left, int count, float scale, float[] out, int at) {
        int shift = Integer.SIZE - packing.bits();
        for (int i = 0; i < count; i++) {
            out[at + i] = (left[i] >> shift) * scale;
        }
    }

    private boolean isZero(int[] left, int from) {
        int any = 0;
        for (int i = from; i < BLOCK; i++) {
            any |= left[i] >> (Integer.SIZE - packing.bits());
        }
        return any == 0;
    }

    private void check(boolean legal) {
        if (!legal) {
            throw new MalformedMessageException(id + ": illegal code", null);
        }
    }

    /// `round(x / step)` half to even, of the binary32 quotient, clamped. Where `step` is a
    /// binary16 number and `limit` at most 127 that is what the exact quotient gives: `x` and `(k +
    /// ½) step` are binary32 numbers, so where they differ, their quotient is further from `k + ½`
    /// than half a unit in its last place.
    static void quantise(float[] values, int from, float step, int limit, int[] codes) {
        for (int i = 0; i < BLOCK; i++) {
            float rounded = (values[from + i] / step + ROUNDING) - ROUNDING;
            codes[i] = Math.min(Math.max((int) rounded, -limit), limit);
        }
    }
}
