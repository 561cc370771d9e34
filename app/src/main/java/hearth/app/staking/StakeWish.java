package hearth.app.staking;

import hearth.chain.SlashCase;
import hearth.chain.Term;
import hearth.protocol.Wei;

/// Something that the owner wants to sign about stake.
public sealed interface StakeWish {
    /// @param days 30, 90, 180 or 365; 0 for flexible stake
    record Stake(Wei amount, int days) implements StakeWish {}

    /// Takes a running term out at its cost.
    record Leave(Term term) implements StakeWish {}

    /// Makes a term that is over flexible stake.
    record EndTerm(Term term) implements StakeWish {}

    /// Stakes the yield so far.
    record Compound() implements StakeWish {}

    /// Answers a case against the owner's stake.
    record Appeal(SlashCase against) implements StakeWish {}
}
