package hearth.chain;

import hearth.protocol.Wei;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// How an account's stake is bound, and the rules that hold for stake now. Weights are wei times
/// what a wei counts; flexible stake counts 100.
///
/// @param flexible the part that can be asked back now
/// @param terms the part that is bound, the first to end first
/// @param weight of the account
/// @param totalWeight of all accounts
/// @param earlyExitBps what leaving a new term costs on its first day, in 1/10,000 of it
/// @param slashCapBps the most that one case takes, in 1/10,000 of all stake of the account
/// @param openCase against the account
/// @param feePerGas what the next block asks for at least, in the chain's smallest unit
public record Bond(
        Wei flexible,
        List<Term> terms,
        BigInteger weight,
        BigInteger totalWeight,
        int earlyExitBps,
        int slashCapBps,
        Optional<SlashCase> openCase,
        BigInteger feePerGas) {
    public Bond {
        terms = List.copyOf(terms);
    }
}
