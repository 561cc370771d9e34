package hearth.app.votes;

import hearth.app.wallet.WalletDesk.Sending;
import hearth.chain.Proposals;
import hearth.chain.VotingStanding;
import hearth.keys.Address;

/// The votes of the network as the window uses them. Both calls block and may take seconds.
public interface VotesDesk {
    /// What there is to decide, and what the account could do about it.
    Sight look();

    /// Signs and sends.
    Sending act(Wish wish);

    /// What was found.
    sealed interface Sight {
        record Seen(Proposals proposals, VotingStanding standing, Address account)
                implements Sight {}

        /// No account to vote with.
        record NoWallet() implements Sight {}

        /// This network decides nothing by vote.
        record WithoutVotes() implements Sight {}

        /// No node answers.
        record Unreachable() implements Sight {}
    }
}
