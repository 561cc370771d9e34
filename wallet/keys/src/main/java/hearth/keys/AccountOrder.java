package hearth.keys;

import hearth.protocol.DeviceId;
import hearth.protocol.MerkleTree;
import hearth.protocol.ServerId;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/// A wallet's word that changes who is paid or may act for it at one coordinator. Typed data of
/// EIP-712 in the domain `{name: "Hearth", version: "1", chainId}`; the digest is built field by
/// field, so there is nothing unknown or missing to sign by accident.
public sealed interface AccountOrder {
    /// The account whose wallet has to sign.
    Address by();

    /// Of the chain on which the coordinator pays; in the domain.
    long chainId();

    /// Last instant at which it may be presented; whole seconds.
    Instant notAfter();

    /// Hash of the type and the fields.
    byte[] structHash();

    /// The 32 bytes that are signed.
    default byte[] digest() {
        byte[] domain =
                MerkleTree.keccak256(
                        keccak("EIP712Domain(string name,string version,uint256 chainId)"),
                        keccak("Hearth"),
                        keccak("1"),
                        number(chainId()));
        return MerkleTree.keccak256(new byte[] {0x19, 0x01}, domain, structHash());
    }

    /// Another account is paid for a device.
    ///
    /// @param number of the device's changes, so that no word counts twice
    record PayoutChange(
            DeviceId device,
            Address from,
            Address to,
            ServerId server,
            long chainId,
            long number,
            Instant notAfter)
            implements AccountOrder {
        public PayoutChange {
            inSeconds(notAfter);
        }

        @Override
        public Address by() {
            return to;
        }

        @Override
        public byte[] structHash() {
            return payout("PayoutChange", device, from, to, server, number, notAfter);
        }
    }

    /// A change of the payout address that does not count yet never will.
    record PayoutUndo(
            DeviceId device,
            Address from,
            Address to,
            ServerId server,
            long chainId,
            long number,
            Instant notAfter)
            implements AccountOrder {
        public PayoutUndo {
            inSeconds(notAfter);
        }

        @Override
        public Address by() {
            return from;
        }

        @Override
        public byte[] structHash() {
            return payout("PayoutUndo", device, from, to, server, number, notAfter);
        }
    }

    /// A key that publishes jobs for an account does so no more.
    record OwnerRevocation(
            DeviceId key, Address account, ServerId server, long chainId, Instant notAfter)
            implements AccountOrder {
        public OwnerRevocation {
            inSeconds(notAfter);
        }

        @Override
        public Address by() {
            return account;
        }

        @Override
        public byte[] structHash() {
            return MerkleTree.keccak256(
                    keccak(
                            "OwnerRevocation(bytes32 key,address account,bytes32 server,uint64 notAfter)"),
                    hex(key.value()),
                    EthereumKey.word(new BigInteger(1, account.bytes())),
                    hex(server.value()),
                    number(notAfter.getEpochSecond()));
        }
    }

    private static byte[] payout(
            String type,
            DeviceId device,
            Address from,
            Address to,
            ServerId server,
            long number,
            Instant notAfter) {
        return MerkleTree.keccak256(
                keccak(
                        type
                                + "(bytes32 device,address from,address to,bytes32 server,uint64 number,uint64 notAfter)"),
                hex(device.value()),
                EthereumKey.word(new BigInteger(1, from.bytes())),
                EthereumKey.word(new BigInteger(1, to.bytes())),
                hex(server.value()),
                number(number),
                number(notAfter.getEpochSecond()));
    }

    private static void inSeconds(Instant notAfter) {
        if (notAfter.getEpochSecond() < 0 || notAfter.getNano() != 0) {
            throw new IllegalArgumentException("notAfter is in whole seconds since 1970");
        }
    }

    private static byte[] keccak(String text) {
        return MerkleTree.keccak256(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] number(long value) {
        return EthereumKey.word(BigInteger.valueOf(value));
    }
}
