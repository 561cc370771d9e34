package hearth.protocol;

/// Ternary codes: values above three quarters of the mean magnitude count, and the scale is the
/// mean magnitude of those that count, which is close to the least squared error for bell-shaped
/// values (after Li, Zhang, Liu: Ternary Weight Networks, arXiv 1605.04711). Sums are binary32 in a
/// tree of halves, so that every machine gets the same.
final class TernaryBlocks extends SignedBlocks {
    private static final float LARGEST = 65504;
    private static final float THRESHOLD = 0.75f;

    TernaryBlocks(String id) {
        super(id, Packing.TWO_BITS);
    }

    @Override
    short code(float[] values, int from, int count, int[] codes) {
        if (BlockCodec.largest(values, from, from + BLOCK) > LARGEST) {
            throw new IllegalArgumentException("value too large for the codec");
        }
        var sums = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            sums[i] = Math.abs(values[from + i]);
        }
        float threshold = THRESHOLD * (sum(sums) / count);
        if (threshold == 0) {
            return 0;
        }
        // Beyond the threshold is what rounds to one or more in steps of twice the threshold.
        quantise(values, from, 2 * threshold, 1, codes);
        int counting = 0;
        for (int i = 0; i < BLOCK; i++) {
            sums[i] = codes[i] * values[from + i];
            counting += Math.abs(codes[i]);
        }
        return counting == 0 ? 0 : BlockCodec.nearestScale(sum(sums) / counting);
    }

    /// @param sums is used up
    private static float sum(float[] sums) {
        for (int half = BLOCK / 2; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                sums[i] += sums[half + i];
            }
        }
        return sums[0];
    }
}
