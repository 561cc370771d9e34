package hearth.protocol;

/// Symmetric uniform quantisation: `scale = max|x| / limit`, `code = round(x / scale)`.
final class UniformBlocks extends SignedBlocks {
    private final int limit;

    UniformBlocks(String id, int limit, Packing packing) {
        super(id, packing);
        this.limit = limit;
    }

    @Override
    short code(float[] values, int from, int count, int[] codes) {
        short bits =
                BlockCodec.nearestScale(BlockCodec.largest(values, from, from + BLOCK) / limit);
        if (bits != 0) {
            quantise(values, from, Float.float16ToFloat(bits), limit, codes);
        }
        return bits;
    }
}
