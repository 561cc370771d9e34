package hearth.chain;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// What signing would lead to, found out before anything is signed. What holds now need not hold in
/// the block that includes it: the same is tried again in the moment of signing.
public sealed interface Forecast {
    /// @param isTried whether nodes tried it out (`eth_simulateV1`); otherwise the changes are what
    ///     the call itself says, and nobody looked whether it would do so
    /// @param changes of the sender and of whoever it is about; nothing that stays as it is
    /// @param highestFee the most that it can cost in the chain's own coin, in its smallest unit;
    ///     absent where that is known after the first of two transactions only
    /// @param fee what that is worth, and whether it has to be accepted
    /// @param needsContractConsent whether the recipient is a contract and nobody accepted that yet
    record Expected(
            boolean isTried,
            List<BalanceChange> changes,
            Optional<BigInteger> highestFee,
            FeeSight fee,
            boolean needsContractConsent)
            implements Forecast {
        public Expected {
            changes = List.copyOf(changes);
        }

        /// Not to a contract.
        public Expected(
                boolean isTried,
                List<BalanceChange> changes,
                Optional<BigInteger> highestFee,
                FeeSight fee) {
            this(isTried, changes, highestFee, fee, false);
        }
    }

    /// Nothing would be signed: it is refused, or was signed before under the same name.
    record Decided(TxResult result) implements Forecast {}

    /// No node answers; nothing is known.
    record Unreachable() implements Forecast {}
}
