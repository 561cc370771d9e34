package hearth.keys;

import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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
    private static final int FIELDS = 9;

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

    /// The fields of a transaction that was signed; its signature is not looked at.
    ///
    /// @param raw `0x` and the bytes for the network in hex
    /// @throws IllegalArgumentException if it is no EIP-1559 transaction
    public static UnsignedTransaction of(String raw) {
        byte[] bytes = HexFormat.of().parseHex(raw, 2, raw.length());
        if (bytes.length < 2 || bytes[0] != EthereumKey.TYPE_1559) {
            throw new IllegalArgumentException("not an EIP-1559 transaction");
        }
        var fields = fields(bytes);
        byte[] to = ((RlpString) fields.get(5)).getBytes();
        return new UnsignedTransaction(
                number(fields.get(0)).longValueExact(),
                number(fields.get(1)).longValueExact(),
                to.length == 0
                        ? Optional.empty()
                        : Optional.of(Address.of("0x" + HexFormat.of().formatHex(to))),
                number(fields.get(6)),
                "0x" + HexFormat.of().formatHex(((RlpString) fields.get(7)).getBytes()),
                number(fields.get(4)),
                number(fields.get(2)),
                number(fields.get(3)));
    }

    private static List<RlpType> fields(byte[] bytes) {
        var decoded = RlpDecoder.decode(Arrays.copyOfRange(bytes, 1, bytes.length)).getValues();
        if (decoded.size() != 1
                || !(decoded.getFirst() instanceof RlpList list)
                || list.getValues().size() < FIELDS) {
            throw new IllegalArgumentException("not an EIP-1559 transaction");
        }
        return list.getValues();
    }

    private static BigInteger number(RlpType field) {
        return ((RlpString) field).asPositiveBigInteger();
    }

    /// The bytes that a signer hashes and signs: `0x02` and the fields, as hex with `0x`.
    public String payload() {
        return "0x" + HexFormat.of().formatHex(EthereumKey.envelope(EthereumKey.fields(this)));
    }

    byte[] dataBytes() {
        return HexFormat.of().parseHex(data, 2, data.length());
    }
}
