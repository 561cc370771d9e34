package hearth.keys;

import hearth.protocol.MerkleTree;

import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// One secp256k1 private key and what it may sign: EIP-1559 transactions, payout bindings and
/// permits, nothing else. Wiped on close; while signing, the curve arithmetic holds a number that
/// cannot be wiped.
public final class EthereumKey implements PermitSigner, AutoCloseable {
    static final int KEY_BYTES = 32;
    static final byte TYPE_1559 = 2;
    private static final int V_BASE = 27;

    private final Secret key;
    private final Address address;

    private EthereumKey(Secret key, Address address) {
        this.key = key;
        this.address = address;
    }

    /// @param key 32 bytes; copied
    /// @throws IllegalArgumentException if it is not a key of the curve
    public static EthereumKey of(Secret key) {
        var number = key.with(k -> new BigInteger(1, k));
        if (key.length() != KEY_BYTES
                || number.signum() == 0
                || number.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
            throw new IllegalArgumentException("not a private key");
        }
        var publicKey = Sign.publicPointFromPrivate(number).getEncoded(false);
        var xy = ByteBuffer.allocate(2 * KEY_BYTES).put(publicKey, 1, 2 * KEY_BYTES).array();
        return new EthereumKey(Secret.taking(key.copy()), Address.ofPublicKey(xy));
    }

    public static EthereumKey random(SecureRandom random) {
        try (Secret candidate = Secret.random(KEY_BYTES, random)) {
            // One draw in 2^128 misses the curve's order and throws; it is not worth a loop.
            return of(candidate);
        }
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public SignedTransaction sign(UnsignedTransaction tx) {
        var signature = signHash(MerkleTree.keccak256(envelope(fields(tx))));
        byte[] raw =
                signed(
                        tx,
                        BigInteger.valueOf(signature.getV()[0] - V_BASE),
                        new BigInteger(1, signature.getR()),
                        new BigInteger(1, signature.getS()));
        var hex = HexFormat.of();
        return new SignedTransaction(
                address,
                tx.nonce(),
                "0x" + hex.formatHex(raw),
                "0x" + hex.formatHex(MerkleTree.keccak256(raw)));
    }

    /// Binds a device to a payout address (EIP-712).
    ///
    /// @return 65 bytes r, s, v with v 27 or 28 and s in the lower half
    public byte[] sign(PayoutBinding binding) {
        return bytes(signHash(binding.digest()));
    }

    /// Changes who is paid or may act for this account (EIP-712).
    ///
    /// @return 65 bytes r, s, v with v 27 or 28 and s in the lower half
    /// @throws IllegalArgumentException if it is another account's word
    public byte[] sign(AccountOrder order) {
        if (!order.by().equals(address)) {
            throw new IllegalArgumentException("the order is another account's");
        }
        return bytes(signHash(order.digest()));
    }

    @Override
    public byte[] sign(Permit permit) {
        if (!permit.owner().equals(address)) {
            throw new IllegalArgumentException("the permit is another account's");
        }
        return bytes(signHash(permit.digest()));
    }

    private static byte[] bytes(Sign.SignatureData signature) {
        return ByteBuffer.allocate(2 * KEY_BYTES + 1)
                .put(signature.getR())
                .put(signature.getS())
                .put(signature.getV())
                .array();
    }

    private Sign.SignatureData signHash(byte[] hash) {
        byte[] secret;
        try {
            secret = key.copy();
        } catch (IllegalStateException wiped) {
            throw new WalletLockedException();
        }
        try (Secret mine = Secret.taking(secret)) {
            return Sign.signMessage(hash, mine.with(ECKeyPair::create), false);
        }
    }

    static List<RlpType> fields(UnsignedTransaction tx) {
        return List.of(
                RlpString.create(BigInteger.valueOf(tx.chainId())),
                RlpString.create(BigInteger.valueOf(tx.nonce())),
                RlpString.create(tx.tipPerGas()),
                RlpString.create(tx.maxFeePerGas()),
                RlpString.create(tx.gasLimit()),
                RlpString.create(tx.to().map(Address::bytes).orElse(new byte[0])),
                RlpString.create(tx.value()),
                RlpString.create(tx.dataBytes()),
                new RlpList());
    }

    /// The fields one after the other, without the list's own length.
    static byte[] content(List<RlpType> fields) {
        var content = new ByteArrayOutputStream();
        fields.forEach(field -> content.writeBytes(RlpEncoder.encode(field)));
        return content.toByteArray();
    }

    /// The bytes for the network.
    static byte[] signed(UnsignedTransaction tx, BigInteger parity, BigInteger r, BigInteger s) {
        var complete = new ArrayList<>(fields(tx));
        complete.add(RlpString.create(parity));
        complete.add(RlpString.create(r));
        complete.add(RlpString.create(s));
        return envelope(complete);
    }

    /// What is hashed and signed, when the fields are those of an unsigned transaction.
    static byte[] envelope(List<RlpType> fields) {
        byte[] list = RlpEncoder.encode(new RlpList(fields));
        return ByteBuffer.allocate(1 + list.length).put(TYPE_1559).put(list).array();
    }

    /// A number as 32 bytes, big-endian.
    static byte[] word(BigInteger value) {
        byte[] raw = value.toByteArray();
        var out = new byte[KEY_BYTES];
        int skip = Math.max(0, raw.length - KEY_BYTES);
        System.arraycopy(raw, skip, out, KEY_BYTES - raw.length + skip, raw.length - skip);
        return out;
    }

    /// The private key as a copy that the caller closes; for sealing it, not for showing it.
    public Secret secret() {
        return key.with(Secret::copyOf);
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "EthereumKey[" + address + "]";
    }
}
