package hearth.keys;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/// An EIP-1559 transaction before signing; amounts in the chain's smallest unit.
///
/// @param chainId greater than 0, so that the signature is worth nothing on another chain
/// @param to empty creates a contract
/// @param data `0x` and the call data in hex
public record UnsignedTransaction(
        long chainId,
        long nonce,
        Optional<Address> to,
        BigInteger value,
        String data,
        BigInteger gasLimit,
        BigInteger tipPerGas,
        BigInteger maxFeePerGas) {
    public UnsignedTransaction {
        if (chainId <= 0 || nonce < 0 || value.signum() < 0 || gasLimit.signum() <= 0) {
            throw new IllegalArgumentException("not a transaction");
        }
        if (tipPerGas.signum() < 0 || maxFeePerGas.compareTo(tipPerGas) < 0) {
            throw new IllegalArgumentException("the fee cap is below the tip");
        }
        if (!data.matches("0x([0-9a-fA-F]{2})*")) {
            throw new IllegalArgumentException("call data is not hex");
        }
    }

    /// The bytes that a signer hashes and signs: `0x02` and the fields, as hex with `0x`.
    public String payload() {
        return "0x" + HexFormat.of().formatHex(EthereumKey.envelope(EthereumKey.fields(this)));
    }

    byte[] dataBytes() {
        return HexFormat.of().parseHex(data, 2, data.length());
    }
}
