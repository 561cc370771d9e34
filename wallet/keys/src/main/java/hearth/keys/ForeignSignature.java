package hearth.keys;

import hearth.protocol.MerkleTree;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// What another signer, such as a hardware wallet, made of a transaction of ours.
public final class ForeignSignature {
    /// Beyond it nothing was prepared here.
    private static final int MAX_HEX = 1 << 17;

    private static final int SHORT_STRING = 0x80;

    private ForeignSignature() {}

    /// The signed transaction, if these bytes are exactly this transaction with a signature of this
    /// account; anything else is refused, whatever it would do.
    ///
    /// @param raw `0x` and hex
    public static Optional<SignedTransaction> read(
            UnsignedTransaction prepared, Address from, String raw) {
        if (raw.length() > MAX_HEX || !raw.matches("0x([0-9a-fA-F]{2})+")) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of().parseHex(raw, 2, raw.length());
        byte[] content = EthereumKey.content(EthereumKey.fields(prepared));
        // The fields are followed by the signature and preceded by a type and a length.
        int start = indexOf(bytes, content);
        if (start < 0) {
            return Optional.empty();
        }
        var tail =
                ByteBuffer.wrap(
                        bytes, start + content.length, bytes.length - start - content.length);
        var parity = number(tail);
        var r = number(tail);
        var s = number(tail);
        if (parity.isEmpty() || r.isEmpty() || s.isEmpty() || parity.get().bitLength() > 1) {
            return Optional.empty();
        }
        byte[] complete = EthereumKey.signed(prepared, parity.get(), r.get(), s.get());
        if (!Arrays.equals(complete, bytes)) {
            return Optional.empty();
        }
        byte[] digest = MerkleTree.keccak256(EthereumKey.envelope(EthereumKey.fields(prepared)));
        return SignerRecovery.signer(digest, parity.get().intValueExact(), r.get(), s.get())
                .filter(from::equals)
                .map(
                        signer ->
                                new SignedTransaction(
                                        from,
                                        prepared.nonce(),
                                        "0x" + HexFormat.of().formatHex(bytes),
                                        "0x"
                                                + HexFormat.of()
                                                        .formatHex(MerkleTree.keccak256(bytes))));
    }

    /// Where the fields can begin: after the type and a list header of one to four bytes.
    private static int indexOf(byte[] bytes, byte[] content) {
        for (int at = 2; at <= 5 && at + content.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + content.length, content, 0, content.length)) {
                return at;
            }
        }
        return -1;
    }

    /// A number of at most 32 bytes as RLP writes it; the whole is encoded again and compared, so
    /// that a second way of writing one changes nothing.
    private static Optional<BigInteger> number(ByteBuffer tail) {
        if (!tail.hasRemaining()) {
            return Optional.empty();
        }
        int first = tail.get() & 0xff;
        if (first < SHORT_STRING) {
            return Optional.of(BigInteger.valueOf(first));
        }
        int length = first - SHORT_STRING;
        if (length > EthereumKey.KEY_BYTES || length > tail.remaining()) {
            return Optional.empty();
        }
        var digits = new byte[length];
        tail.get(digits);
        return Optional.of(new BigInteger(1, digits));
    }
}
