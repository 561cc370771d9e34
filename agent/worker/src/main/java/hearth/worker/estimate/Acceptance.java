package hearth.worker.estimate;

/// Which share of the work is accepted in time, and so paid.
///
/// @param low,high 0…1
/// @param decided results behind it; 0 if it is assumed
public record Acceptance(double low, double high, long decided) {
    /// Fewer results say nothing.
    public static final int ENOUGH = 10;

    /// For a computer without results: not all work comes in time and is accepted, and nobody has
    /// counted yet how much of this one's is.
    public static final Acceptance ASSUMED = new Acceptance(0.9, 1, 0);

    /// Quantile of the normal distribution for an interval of 95 %.
    private static final double Z = 1.96;

    public Acceptance {
        if (!(low >= 0 && low <= high && high <= 1)) {
            throw new IllegalArgumentException("shares from 0 to 1, the low one first");
        }
    }

    /// From what became of this computer's results: the 95 % interval of Wilson (1927), which also
    /// holds for few results and for shares near one. Assumed while there are too few.
    ///
    /// @param accepted held or released
    /// @param decided accepted, refused, late or slashed
    public static Acceptance of(long accepted, long decided) {
        if (accepted < 0 || accepted > decided) {
            throw new IllegalArgumentException("more is accepted than was decided");
        }
        if (decided < ENOUGH) {
            return ASSUMED;
        }
        double share = (double) accepted / decided;
        double spread = Z * Z / decided;
        double middle = (share + spread / 2) / (1 + spread);
        double half =
                Z
                        * Math.sqrt(share * (1 - share) / decided + spread / (4 * decided))
                        / (1 + spread);
        return new Acceptance(Math.max(0, middle - half), Math.min(1, middle + half), decided);
    }

    public boolean isAssumed() {
        return decided == 0;
    }
}
