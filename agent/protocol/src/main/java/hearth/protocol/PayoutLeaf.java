package hearth.protocol;

import java.math.BigInteger;

/// One line of a settlement: how much an account has earned in total, over all epochs. Chain and
/// contract are part of the hash, so a tree is worth nothing anywhere else.
///
/// @param rewards address of the rewards contract, `0x` and 40 hex digits
/// @param account address that is paid
/// @param cumulative everything released to the account so far
public record PayoutLeaf(long chainId, String rewards, String account, Wei cumulative) {
    private static final int WORD = 32;

    /// `keccak256(keccak256(abi.encode(uint256 chainId, address rewards, address account, uint256
    /// cumulative)))`
    public byte[] hash() {
        return MerkleTree.keccak256(
                MerkleTree.keccak256(
                        word(BigInteger.valueOf(chainId)),
                        word(address(rewards)),
                        word(address(account)),
                        word(cumulative.value())));
    }

    private static BigInteger address(String text) {
        if (!text.matches("0x[0-9a-fA-F]{40}")) {
            throw new IllegalArgumentException("not an address");
        }
        return new BigInteger(text.substring(2), 16);
    }

    private static byte[] word(BigInteger value) {
        byte[] raw = value.toByteArray();
        var out = new byte[WORD];
        int skip = Math.max(0, raw.length - WORD);
        System.arraycopy(raw, skip, out, WORD - raw.length + skip, raw.length - skip);
        return out;
    }
}
