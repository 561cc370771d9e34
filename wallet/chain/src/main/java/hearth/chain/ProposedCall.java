package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// One call of a proposal.
///
/// @param value of the chain's own coin that is sent along, in its smallest unit
/// @param data `0x` and the call in hex
/// @param meaning empty if it is no call that we know, to no contract that we know, or not in its
///     exact form
public record ProposedCall(
        Address target, BigInteger value, String data, Optional<Meaning> meaning) {

    /// A call in our own terms.
    ///
    /// @param contract our name of the target: token, rewards, staking, escrow, roundLog, governor,
    ///     timelock
    /// @param arguments of the kinds that the call names, in its order
    public record Meaning(String contract, KnownCall call, List<BigInteger> arguments) {
        public Meaning {
            arguments = List.copyOf(arguments);
        }
    }
}
