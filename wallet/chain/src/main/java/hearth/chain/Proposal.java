package hearth.chain;

import hearth.keys.Address;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A proposal as it stands, for one account. Its id is the hash of what it would do, which was
/// computed again here: a node cannot show other calls under it.
///
/// @param description text of whoever proposed it; foreign, any length, never to be shown as it is
/// @param calls what is done if it passes, in this order, all or nothing
/// @param opensAt stake at this second votes
/// @param closesAt the last second that counts; a late quorum moves it once
/// @param executableAt when the timelock's delay is over; present once queued
/// @param power votes that the account has on it
/// @param hasVoted whether the account used them
public record Proposal(
        BigInteger id,
        Address proposer,
        String description,
        List<ProposedCall> calls,
        ProposalStage stage,
        Instant opensAt,
        Instant closesAt,
        Optional<Instant> executableAt,
        Tally tally,
        Wei power,
        boolean hasVoted) {
    public Proposal {
        calls = List.copyOf(calls);
    }

    /// Votes so far, each a wei of stake.
    ///
    /// @param quorum the fewest votes for and abstaining that count; before voting begins what it
    ///     would be now
    public record Tally(Wei against, Wei inFavour, Wei abstaining, Wei quorum) {
        public Wei towardsQuorum() {
            return inFavour.plus(abstaining);
        }

        public boolean hasQuorum() {
            return towardsQuorum().compareTo(quorum) >= 0;
        }

        public boolean hasMajority() {
            return inFavour.compareTo(against) > 0;
        }
    }
}
