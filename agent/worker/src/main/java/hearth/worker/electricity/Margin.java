package hearth.worker.electricity;

import java.math.BigDecimal;

/// What an hour of training earns and costs, in the owner's currency.
///
/// @param earned by what was accepted lately, or by the lease in work
/// @param cost of electricity at this hour's price; may be negative, as prices are
public record Margin(BigDecimal earned, BigDecimal cost, String currency) {
    public BigDecimal net() {
        return earned.subtract(cost);
    }
}
