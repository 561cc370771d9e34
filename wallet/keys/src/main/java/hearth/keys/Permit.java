package hearth.keys;

import hearth.protocol.MerkleTree;
import hearth.protocol.Wei;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Leave for one contract to take exactly this much EMBER, once and until a deadline (ERC-2612),
/// signed instead of sent. Typed data of EIP-712 in the token's own domain; the digest is built
/// field by field, so there is nothing unknown or missing to sign by accident. An amount without
/// limit cannot be expressed.
///
/// @param nonce the token's count of the owner's permits
/// @param deadline last second in which it can be used
public record Permit(
        long chainId,
        Address token,
        Address owner,
        Address spender,
        Wei amount,
        BigInteger nonce,
        Instant deadline) {
    static final String TYPE =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    private static final String DOMAIN_TYPE =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    /// More than any supply; a common way to say "everything, for ever".
    private static final int BITS_WITHOUT_LIMIT = 128;

    public Permit {
        if (amount.value().bitLength() > BITS_WITHOUT_LIMIT) {
            throw new IllegalArgumentException("a permit without limit is never signed");
        }
        if (chainId <= 0 || nonce.signum() < 0 || deadline.getEpochSecond() < 0) {
            throw new IllegalArgumentException("not a permit");
        }
    }

    /// The 32 bytes that are signed.
    byte[] digest() {
        byte[] domain =
                MerkleTree.keccak256(
                        keccak(DOMAIN_TYPE),
                        keccak("Ember"),
                        keccak("1"),
                        EthereumKey.word(BigInteger.valueOf(chainId)),
                        word(token));
        byte[] message =
                MerkleTree.keccak256(
                        keccak(TYPE),
                        word(owner),
                        word(spender),
                        EthereumKey.word(amount.value()),
                        EthereumKey.word(nonce),
                        EthereumKey.word(BigInteger.valueOf(deadline.getEpochSecond())));
        return MerkleTree.keccak256(new byte[] {0x19, 0x01}, domain, message);
    }

    private static byte[] word(Address address) {
        return EthereumKey.word(new BigInteger(1, address.bytes()));
    }

    private static byte[] keccak(String text) {
        return MerkleTree.keccak256(text.getBytes(StandardCharsets.US_ASCII));
    }
}
