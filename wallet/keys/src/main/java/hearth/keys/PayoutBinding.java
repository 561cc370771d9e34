package hearth.keys;

import hearth.protocol.DeviceId;
import hearth.protocol.MerkleTree;
import hearth.protocol.ServerId;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/// A wallet's word that a device earns for an address at one coordinator. Typed data of EIP-712 in
/// the domain `{name: "Hearth", version: "1"}`; the digest is built field by field, so there is
/// nothing unknown or missing to sign by accident.
///
/// @param payout address that is paid, and whose key signs
/// @param notAfter last instant at which the binding may be presented; whole seconds
public record PayoutBinding(DeviceId device, Address payout, ServerId server, Instant notAfter) {
    static final String TYPE =
            "PayoutBinding(bytes32 device,address payout,bytes32 server,uint64 notAfter)";
    private static final byte[] DOMAIN =
            MerkleTree.keccak256(
                    keccak("EIP712Domain(string name,string version)"),
                    keccak("Hearth"),
                    keccak("1"));

    public PayoutBinding {
        if (notAfter.getEpochSecond() < 0 || notAfter.getNano() != 0) {
            throw new IllegalArgumentException("notAfter is in whole seconds since 1970");
        }
    }

    /// The 32 bytes that are signed.
    byte[] digest() {
        byte[] message =
                MerkleTree.keccak256(
                        keccak(TYPE),
                        HexFormat.of().parseHex(device.value()),
                        EthereumKey.word(new BigInteger(1, payout.bytes())),
                        HexFormat.of().parseHex(server.value()),
                        EthereumKey.word(BigInteger.valueOf(notAfter.getEpochSecond())));
        return MerkleTree.keccak256(new byte[] {0x19, 0x01}, DOMAIN, message);
    }

    private static byte[] keccak(String text) {
        return MerkleTree.keccak256(text.getBytes(StandardCharsets.US_ASCII));
    }
}
