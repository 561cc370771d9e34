package hearth.chain;

import hearth.keys.Address;

import java.math.BigInteger;

/// What a transaction would add to what an account has, or take from it.
///
/// @param delta in the smallest unit; below zero for what leaves
public record BalanceChange(Address account, Asset asset, BigInteger delta) {
    /// What there can be more or less of.
    public enum Asset {
        EMBER,
        /// EMBER at stake, flexible or for a term.
        STAKE,
        /// EMBER that a contract of ours may take from the account.
        ALLOWANCE,
        /// The chain's own coin, without the fee.
        COIN
    }
}
