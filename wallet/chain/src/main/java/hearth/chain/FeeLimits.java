package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/// What an owner pays for one transaction at most. The caps hold always; above the share a fee has
/// to be accepted by itself. Without prices nobody knows what a fee is worth, and only the cap in
/// coins holds.
///
/// @param coins cap in the chain's own coin, in its smallest unit
/// @param money cap in the currency of the prices
/// @param share of the amount that it is about, such as 0.05
/// @param prices by the owner's word
public record FeeLimits(
        Optional<BigInteger> coins,
        Optional<BigDecimal> money,
        BigDecimal share,
        Optional<Prices> prices) {
    private static final int DECIMALS = 18;

    public FeeLimits {
        if (coins.filter(c -> c.signum() < 0).isPresent()
                || money.filter(m -> m.signum() < 0).isPresent()
                || share.signum() < 0) {
            throw new IllegalArgumentException("a limit is not below zero");
        }
        if (money.isPresent() && prices.isEmpty()) {
            throw new IllegalArgumentException("a cap in money needs prices");
        }
    }

    /// What one coin and one EMBER are worth.
    ///
    /// @param currency ISO 4217
    public record Prices(String currency, BigDecimal perCoin, BigDecimal perEmber) {
        public Prices {
            if (perCoin.signum() < 0 || perEmber.signum() < 0) {
                throw new IllegalArgumentException("a price is not below zero");
            }
        }

        BigDecimal ofCoins(BigInteger smallest) {
            return perCoin.multiply(new BigDecimal(smallest, DECIMALS));
        }

        BigDecimal ofEmber(Wei amount) {
            return perEmber.multiply(amount.ember());
        }
    }

    /// No caps; a fee above a twentieth of the amount has to be accepted.
    public static FeeLimits standard() {
        return new FeeLimits(
                Optional.empty(), Optional.empty(), new BigDecimal("0.05"), Optional.empty());
    }

    /// Whether these allow something that the others do not. Other prices count as such.
    public boolean isLooserThan(FeeLimits others) {
        return isLooser(coins, others.coins)
                || isLooser(money, others.money)
                || share.compareTo(others.share) > 0
                || (others.prices.isPresent() && !prices.equals(others.prices));
    }

    private static <T extends Comparable<T>> boolean isLooser(Optional<T> mine, Optional<T> other) {
        return other.isPresent() && (mine.isEmpty() || mine.get().compareTo(other.get()) > 0);
    }

    /// What a fee is worth.
    ///
    /// @param fee in the chain's coin, in its smallest unit
    /// @param amount that the transaction is about
    FeeSight look(BigInteger fee, Wei amount) {
        var part =
                prices.filter(p -> p.ofEmber(amount).signum() > 0)
                        .map(p -> p.ofCoins(fee).divide(p.ofEmber(amount), MathContext.DECIMAL64));
        return new FeeSight(
                prices.map(p -> p.ofCoins(fee)),
                prices.map(Prices::currency),
                part,
                part.filter(p -> p.compareTo(share) > 0).isPresent());
    }

    /// The amount of which a fee is just the owner's share; empty without prices.
    ///
    /// @param fee in the chain's coin, in its smallest unit
    Optional<Wei> amountWorth(BigInteger fee) {
        return prices.filter(p -> p.perEmber().signum() > 0 && share.signum() > 0)
                .map(
                        p ->
                                p.ofCoins(fee)
                                        .divide(
                                                share.multiply(p.perEmber()),
                                                DECIMALS,
                                                RoundingMode.UP))
                .map(ember -> new Wei(ember.unscaledValue()));
    }

    /// @param accepted the highest fee that the owner said yes to for this transaction
    Optional<Refusal> refuses(BigInteger fee, Wei amount, Optional<BigInteger> accepted) {
        var sight = look(fee, amount);
        if (isAbove(Optional.of(fee), coins) || isAbove(sight.money(), money)) {
            return Optional.of(Refusal.FEE_ABOVE_CAP);
        }
        return sight.needsConsent() && accepted.filter(yes -> fee.compareTo(yes) <= 0).isEmpty()
                ? Optional.of(Refusal.FEE_ABOVE_SHARE)
                : Optional.empty();
    }

    private static <T extends Comparable<T>> boolean isAbove(Optional<T> fee, Optional<T> cap) {
        return fee.isPresent() && cap.isPresent() && fee.get().compareTo(cap.get()) > 0;
    }
}
