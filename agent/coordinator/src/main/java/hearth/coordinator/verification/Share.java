package hearth.coordinator.verification;

/// How many of some, with the bounds between which the true share lies 95 times of 100 (Clopper and
/// Pearson, 1934).
public record Share(int count, int of, double low, double high) {
    private static final double TAIL = 0.025;
    private static final int HALVINGS = 50;

    static Share of(int count, int of) {
        double low = count == 0 ? 0 : bound(count - 1, of, 1 - TAIL);
        double high = count == of ? 1 : bound(count, of, TAIL);
        return new Share(count, of, low, high);
    }

    /// The share at which so many or fewer are seen that often.
    private static double bound(int count, int of, double chance) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (atMost(count, of, middle) > chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double atMost(int count, int of, double share) {
        double term = of * StrictMath.log1p(-share);
        double odds = StrictMath.log(share) - StrictMath.log1p(-share);
        double sum = StrictMath.exp(term);
        for (int i = 1; i <= count; i++) {
            term += StrictMath.log((of - i + 1.0) / i) + odds;
            sum += StrictMath.exp(term);
        }
        return sum;
    }
}
