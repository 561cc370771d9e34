package hearth.app.staking;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Forecast;

import java.math.BigInteger;
import java.util.function.Supplier;

/// Bound stake that is opened by the first look at it.
///
/// @param opening gives the same desk each time
public record StakingDeskOnDemand(Supplier<StakingDesk> opening) implements StakingDesk {
    @Override
    public Sight look() {
        return opening.get().look();
    }

    @Override
    public Forecast forecast(StakeWish wish) {
        return opening.get().forecast(wish);
    }

    @Override
    public Sending act(StakeWish wish, BigInteger acceptedFee) {
        return opening.get().act(wish, acceptedFee);
    }
}
