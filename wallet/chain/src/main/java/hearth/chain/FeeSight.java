package hearth.chain;

import java.math.BigDecimal;
import java.util.Optional;

/// What a fee is worth to its owner; nothing of it is known without prices.
///
/// @param money in the owner's currency
/// @param currency ISO 4217
/// @param share of the amount that the transaction is about, such as 0.012
/// @param needsConsent whether it is signed only after the owner accepted this very fee
public record FeeSight(
        Optional<BigDecimal> money,
        Optional<String> currency,
        Optional<BigDecimal> share,
        boolean needsConsent) {
    static FeeSight unknown() {
        return new FeeSight(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
