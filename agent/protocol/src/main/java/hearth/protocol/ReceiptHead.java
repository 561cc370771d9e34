package hearth.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// The receipts of one device up to one of them, in the order in which a coordinator took its
/// updates. The hash is SHA-256 over a tag, the hash before (32 bytes), the number (8 bytes, high
/// byte first) and the canonical content of the receipt as it is without its place. So it is the
/// same in whichever form the receipt was told.
///
/// @param number of the newest; 0 before the first
/// @param hash 64 zeros before the first
public record ReceiptHead(long number, Sha256 hash) {
    /// Before the first receipt.
    public static final ReceiptHead NONE =
            new ReceiptHead(0, new Sha256("0".repeat(Sha256.HEX_DIGITS)));

    private static final byte[] TAG = "hearth receipts 1\n".getBytes(StandardCharsets.US_ASCII);

    public ReceiptHead {
        if (number < 0) {
            throw new IllegalArgumentException("receipts are counted from 1");
        }
    }

    /// A receipt in the place behind these.
    public Receipt.Content place(Receipt.Content content) {
        return content.at(Optional.of(this));
    }

    /// With one receipt more, whatever place it says it has.
    public ReceiptHead with(Receipt.Content content) {
        long next = number + 1;
        var digest = Sha256.digest();
        digest.update(TAG);
        digest.update(hash.bytes());
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, next));
        digest.update(Json.bytes(content.withoutPlace()));
        return new ReceiptHead(next, new Sha256(HexFormat.of().formatHex(digest.digest())));
    }
}
