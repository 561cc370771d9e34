package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.time.Duration;
import java.util.Optional;

/// What an account can do in votes, and the rules of proposing.
///
/// @param stake of the account, flexible and for terms: each wei is a vote
/// @param votes that the account casts now: its own stake unless given away, and what others gave
/// @param delegate who casts the account's votes; empty while it never staked
/// @param threshold votes that a proposer needs
/// @param quorum votes for and abstaining that a vote beginning now would need
/// @param delay between a proposal and its vote
/// @param period of voting
/// @param timelock between a decision and its execution
public record VotingStanding(
        Wei stake,
        Wei votes,
        Optional<Address> delegate,
        Wei threshold,
        Wei quorum,
        Duration delay,
        Duration period,
        Duration timelock) {
    /// Whether the account could propose now.
    public boolean canPropose() {
        return votes.compareTo(threshold) >= 0;
    }
}
