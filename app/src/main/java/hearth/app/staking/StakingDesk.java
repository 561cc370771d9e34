package hearth.app.staking;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Bond;
import hearth.chain.Forecast;

/// Bound stake as the window uses it. Both calls block and may take seconds.
public interface StakingDesk {
    /// How the owner's stake is bound, and the rules that hold now.
    Sight look();

    /// What signing would change, tried out now; signs nothing.
    Forecast forecast(StakeWish wish);

    /// Signs and sends.
    Sending act(StakeWish wish);

    /// What was found.
    sealed interface Sight {
        record Seen(Bond bond) implements Sight {}

        /// There is no account, or no node answers.
        record Nothing() implements Sight {}
    }
}
