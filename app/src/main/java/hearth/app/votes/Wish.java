package hearth.app.votes;

import hearth.chain.Ballot;
import hearth.chain.Proposal;
import hearth.keys.Address;

/// Something that the owner wants to sign about votes. Made from what the screen shows, and said in
/// words once more before it is signed.
public sealed interface Wish {
    /// All votes of the account on one proposal.
    record Cast(Proposal proposal, Ballot ballot) implements Wish {}

    /// Lets somebody cast the account's votes; its own address takes them back.
    ///
    /// @param isOwn whether it is the account itself
    record Delegate(Address to, boolean isOwn) implements Wish {}

    /// Hands a proposal that passed to the timelock.
    record PassOn(Proposal proposal) implements Wish {}

    /// Does what was decided.
    record CarryOut(Proposal proposal) implements Wish {}
}
