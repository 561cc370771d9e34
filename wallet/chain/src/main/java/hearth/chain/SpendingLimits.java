package hearth.chain;

import hearth.protocol.Wei;

import java.util.Optional;

/// How much an owner lets one account send away; what is absent is not limited. Staking, claiming
/// and voting move nothing to anybody else and are not counted.
///
/// @param perPayment the most of one payment
/// @param perDay the most of all payments within 24 hours
public record SpendingLimits(Optional<Wei> perPayment, Optional<Wei> perDay) {
    public static SpendingLimits none() {
        return new SpendingLimits(Optional.empty(), Optional.empty());
    }

    /// Whether these allow something that the others do not.
    public boolean isLooserThan(SpendingLimits others) {
        return isLooser(perPayment, others.perPayment) || isLooser(perDay, others.perDay);
    }

    private static boolean isLooser(Optional<Wei> mine, Optional<Wei> other) {
        return other.isPresent() && (mine.isEmpty() || mine.get().compareTo(other.get()) > 0);
    }

    /// @param before sent in the last 24 hours
    Optional<Refusal> refuses(Wei payment, Wei before) {
        if (perPayment.filter(most -> payment.compareTo(most) > 0).isPresent()) {
            return Optional.of(Refusal.ABOVE_PAYMENT_LIMIT);
        }
        return perDay.filter(most -> before.plus(payment).compareTo(most) > 0)
                .map(most -> Refusal.ABOVE_DAY_LIMIT);
    }
}
