package hearth.app.staking;

import hearth.chain.SlashCase;
import hearth.chain.Term;
import hearth.protocol.Wei;

import java.time.Duration;

/// Something that the owner wants to sign about stake.
public sealed interface StakeWish {
    /// @param days 30, 90, 180 or 365; 0 for flexible stake
    record Stake(Wei amount, int days) implements StakeWish {}

    /// Asks flexible stake back.
    ///
    /// @param waiting until it can be withdrawn
    record Unstake(Wei amount, Duration waiting) implements StakeWish {}

    /// Takes what has waited long enough.
    ///
    /// @param id of the request
    record Withdraw(long id, Wei amount) implements StakeWish {}

    /// Fetches the yield so far.
    record ClaimYield() implements StakeWish {}

    /// Takes a running term out at its cost.
    record Leave(Term term) implements StakeWish {}

    /// Makes a term that is over flexible stake.
    record EndTerm(Term term) implements StakeWish {}

    /// Stakes the yield so far.
    record Compound() implements StakeWish {}

    /// Answers a case against the owner's stake.
    record Appeal(SlashCase against) implements StakeWish {}
}
