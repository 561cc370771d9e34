package hearth.protocol;

import java.util.Base64;

/// What devices and coordinators agree on about transfers with the store that a coordinator keeps
/// its blobs in. A device that says [#HEADER] gets the address of the store instead of the bytes
/// (307), and an address to put an update to ([Messages.Awaited]); an older one never does.
public final class DirectTransfer {
    /// Request header of a device that goes where it is sent.
    public static final String HEADER = "Hearth-Direct";

    public static final String YES = "1";

    /// Request header of a device that puts bytes to an address: their SHA-256, which the address
    /// is signed for.
    public static final String CHECKSUM = "x-amz-checksum-sha256";

    private DirectTransfer() {}

    public static String checksum(Sha256 content) {
        return Base64.getEncoder().encodeToString(content.bytes());
    }
}
