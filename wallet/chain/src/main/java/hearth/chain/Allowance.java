package hearth.chain;

import hearth.protocol.Wei;

/// What a contract may take from an account without asking again.
///
/// @param contract its name in the network's profile, such as `staking`
public record Allowance(String contract, Wei amount) {
    private static final int BITS_WITHOUT_LIMIT = 128;

    /// More than any supply: a common way to say "everything, for ever". Never signed here.
    public boolean isUnlimited() {
        return amount.value().bitLength() > BITS_WITHOUT_LIMIT;
    }
}
