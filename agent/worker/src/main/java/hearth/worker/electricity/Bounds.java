package hearth.worker.electricity;

import java.math.BigDecimal;
import java.math.BigInteger;

/// Which numbers make sense in what an owner tells.
final class Bounds {
    /// Currencies differ by five orders of magnitude.
    private static final BigDecimal DEAREST = new BigDecimal(1_000_000);

    private static final int PLACES = 8;

    private Bounds() {}

    static void price(String what, BigDecimal value) {
        within(what, value, DEAREST.negate(), DEAREST);
    }

    static void positive(String what, BigDecimal value, long most) {
        within(what, value, BigDecimal.ZERO, BigDecimal.valueOf(most));
        if (value.signum() == 0) {
            throw new IllegalArgumentException(what + " is more than nothing");
        }
    }

    static void within(String what, BigDecimal value, BigDecimal least, BigDecimal most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    what
                            + " lies between "
                            + least.toPlainString()
                            + " and "
                            + most.toPlainString());
        }
        boolean endless =
                value.scale() > PLACES || value.unscaledValue().abs().compareTo(LONGEST) > 0;
        if (endless) {
            throw new IllegalArgumentException(what + " has at most eight decimal places");
        }
    }

    private static final BigInteger LONGEST = BigInteger.TEN.pow(18);
}
