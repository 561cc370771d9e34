package hearth.keys;

import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.web3j.crypto.Sign;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A private node of the key tree of BIP-32. Wiped on close.
final class HdNode implements AutoCloseable {
    static final int HARDENED = 0x80000000;
    private static final int HALF = 32;
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();

    private final byte[] key;
    private final byte[] chainCode;

    private HdNode(byte[] key, byte[] chainCode) {
        this.key = key;
        this.chainCode = chainCode;
    }

    /// @param seed 16 to 64 bytes
    static HdNode master(byte[] seed) {
        byte[] digest = hmac("Bitcoin seed".getBytes(StandardCharsets.US_ASCII), seed);
        try {
            checkRange(new BigInteger(1, digest, 0, HALF));
            return split(digest, Arrays.copyOf(digest, HALF));
        } finally {
            Arrays.fill(digest, (byte) 0);
        }
    }

    HdNode child(int index) {
        var data = ByteBuffer.allocate(1 + HALF + Integer.BYTES);
        if (index < 0) {
            data.put((byte) 0).put(key);
        } else {
            data.put(Sign.publicPointFromPrivate(new BigInteger(1, key)).getEncoded(true));
        }
        byte[] digest = hmac(chainCode, data.putInt(index).array());
        try {
            var left = new BigInteger(1, digest, 0, HALF);
            checkRange(left);
            var next = left.add(new BigInteger(1, key)).mod(ORDER);
            checkRange(next);
            return split(digest, EthereumKey.word(next));
        } finally {
            Arrays.fill(digest, (byte) 0);
            Arrays.fill(data.array(), (byte) 0);
        }
    }

    private static HdNode split(byte[] digest, byte[] key) {
        return new HdNode(key, Arrays.copyOfRange(digest, HALF, 2 * HALF));
    }

    /// BIP-32 asks to take the next index in this case; nobody will meet it (1 in 2^127).
    private static void checkRange(BigInteger key) {
        if (key.signum() == 0 || key.compareTo(ORDER) >= 0) {
            throw new IllegalStateException("this branch of the key tree has no key");
        }
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        var mac = new HMac(new SHA512Digest());
        mac.init(new KeyParameter(key));
        mac.update(data, 0, data.length);
        var out = new byte[2 * HALF];
        mac.doFinal(out, 0);
        return out;
    }

    byte[] key() {
        return key.clone();
    }

    byte[] chainCode() {
        return chainCode.clone();
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(chainCode, (byte) 0);
    }
}
