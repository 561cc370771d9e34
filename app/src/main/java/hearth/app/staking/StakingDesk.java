package hearth.app.staking;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Bond;
import hearth.chain.Forecast;

import java.math.BigInteger;

/// Bound stake as the window uses it. Both calls block and may take seconds.
public interface StakingDesk {
    /// How the owner's stake is bound, and the rules that hold now.
    Sight look();

    /// What signing would change, tried out now; signs nothing.
    Forecast forecast(StakeWish wish);

    /// Signs and sends.
    ///
    /// @param acceptedFee the most that the owner said yes to where a fee has to be accepted, in
    /// the
    ///     smallest unit of the chain's coin
    Sending act(StakeWish wish, BigInteger acceptedFee);

    /// What was found.
    sealed interface Sight {
        record Seen(Bond bond) implements Sight {}

        /// There is no account, or no node answers.
        record Nothing() implements Sight {}
    }
}
