package hearth.app.votes;

import hearth.app.wallet.WalletDesk.Sending;

import java.util.function.Supplier;

/// Votes that are opened by the first look at them.
///
/// @param opening gives the same desk each time
public record VotesDeskOnDemand(Supplier<VotesDesk> opening) implements VotesDesk {
    @Override
    public Sight look() {
        return opening.get().look();
    }

    @Override
    public Sending act(Wish wish) {
        return opening.get().act(wish);
    }
}
