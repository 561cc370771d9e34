package hearth.trainer;

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014). The value at
/// an index depends on seed and index only, so a lease can be resumed at any step, and any language
/// draws the same batches.
public final class SplitMix64 {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private SplitMix64() {}

    /// 64 even random bits: the (index + 1)-th output of the generator started with this seed.
    public static long at(long seed, long index) {
        long z = seed + GOLDEN * (index + 1);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// A number in [0, bound): the high half of the 128-bit product of the random bits and bound.
    public static long below(long bound, long seed, long index) {
        return Math.unsignedMultiplyHigh(at(seed, index), bound);
    }

    /// A number in (0, 1), never either end.
    public static double unit(long seed, long index) {
        return ((at(seed, index) >>> 11) + 0.5) * 0x1.0p-53;
    }

    /// A standard normal number (Box and Muller, 1958), in StrictMath so that all machines agree.
    public static double normal(long seed, long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(seed, 2 * index)));
        return radius * StrictMath.cos(2 * StrictMath.PI * unit(seed, 2 * index + 1));
    }
}
