package hearth.coordinator;

/// What a request says about who sent it and when; text that nobody has checked yet.
///
/// @param path with its query
/// @param device 64 hex digits
/// @param timestamp milliseconds since 1970
/// @param nonce 32 hex digits
/// @param signature of [hearth.protocol.RequestSignature], hex; empty where a MAC stands for it
/// @param mac of the same with the key of a session, hex; empty where there is a signature
/// @param instance running agent of the device; empty if it does not say
public record SignedRequest(
        String method,
        String path,
        String device,
        String timestamp,
        String nonce,
        String signature,
        String mac,
        String instance) {
    private static final int DEVICE_DIGITS = 64;
    private static final int NONCE_DIGITS = 32;
    private static final int MOST_DIGITS = 15;

    boolean isComplete() {
        return device.length() == DEVICE_DIGITS
                && isHex(device)
                && !timestamp.isEmpty()
                && timestamp.length() <= MOST_DIGITS
                && timestamp.chars().allMatch(c -> c >= '0' && c <= '9')
                && nonce.length() == NONCE_DIGITS
                && isHex(nonce)
                && signature.isEmpty() != mac.isEmpty();
    }

    boolean isInSession() {
        return signature.isEmpty();
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
