package hearth.protocol;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// One line of a settlement: how much an account has earned in total, over all epochs. Chain and
/// contract are part of the hash, so a tree is worth nothing anywhere else.
///
/// @param rewards address of the rewards contract, `0x` and 40 hex digits
/// @param account address that is paid
/// @param cumulative everything released to the account so far
public record PayoutLeaf(long chainId, String rewards, String account, Wei cumulative) {
    private static final int WORD = 32;
    private static final int ADDRESS_BYTES = 20;

    /// `keccak256(keccak256(abi.encode(uint256 chainId, address rewards, address account, uint256
    /// cumulative)))`
    public byte[] hash() {
        var words = ByteBuffer.allocate(4 * WORD);
        words.putLong(WORD - Long.BYTES, chainId);
        put(words, 1, address(rewards));
        put(words, 2, address(account));
        put(words, 3, cumulative.value().toByteArray());
        return MerkleTree.keccak256(MerkleTree.keccak256(words.array()));
    }

    private static byte[] address(String text) {
        if (text.length() != 2 + 2 * ADDRESS_BYTES || !text.startsWith("0x")) {
            throw new IllegalArgumentException("not an address");
        }
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    /// A number at the end of its word; one more leading byte may be its sign.
    private static void put(ByteBuffer words, int index, byte[] number) {
        int skip = Math.max(0, number.length - WORD);
        int length = number.length - skip;
        words.put((index + 1) * WORD - length, number, skip, length);
    }
}
