package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.util.Optional;

/// What a fee is worth to its owner; nothing of it is known without prices.
///
/// @param money in the owner's currency
/// @param currency ISO 4217
/// @param share of the amount that the transaction is about, such as 0.012
/// @param worthFrom what the amount should have grown to before the fee is no more than the owner's
///     share of it; only where the fee is more and nothing is lost by waiting
/// @param needsConsent whether it is signed only after the owner accepted this very fee
public record FeeSight(
        Optional<BigDecimal> money,
        Optional<String> currency,
        Optional<BigDecimal> share,
        boolean needsConsent,
        Optional<Wei> worthFrom) {
    /// Where there is no advice to wait.
    public FeeSight(
            Optional<BigDecimal> money,
            Optional<String> currency,
            Optional<BigDecimal> share,
            boolean needsConsent) {
        this(money, currency, share, needsConsent, Optional.empty());
    }

    FeeSight patient(Optional<Wei> from) {
        return new FeeSight(money, currency, share, needsConsent, from);
    }

    static FeeSight unknown() {
        return new FeeSight(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
}
