package hearth.protocol;

import java.util.Optional;
import java.util.Set;

/// Versions of the interface between devices and coordinators. A device says with each request
/// which one it speaks; a coordinator speaks the newest one and up to two before it, so that people
/// have time to update. A message of another form is another version.
public final class ProtocolVersion {
    /// Request header with a version; one that does not say speaks `1`, which knew no such header.
    public static final String HEADER = "Hearth-Protocol";

    /// What this program speaks.
    public static final String NEWEST = "3";

    /// Knew no place of a receipt among its device's receipts, and no sealed replies.
    private static final String SECOND = "2";

    /// Knew no [Messages.Commit#model] and no [Messages.Problem#requestId].
    private static final String FIRST = "1";

    /// Up to three.
    private static final Set<String> SPOKEN = Set.of(FIRST, SECOND, NEWEST);

    private ProtocolVersion() {}

    public static boolean isSpoken(Optional<String> version) {
        return version.isEmpty() || SPOKEN.contains(version.get());
    }

    /// Whether a version that is not spoken here is one of before; any other is of a program that
    /// knows more than this one.
    public static boolean isOfBefore(String version) {
        return version.matches("[0-9]{1,9}") && Integer.parseInt(version) < Integer.parseInt(FIRST);
    }

    /// Whether a [Messages.Problem] may name its request: its readers take no field that they do
    /// not know.
    public static boolean knowsRequestIds(Optional<String> version) {
        return version.equals(Optional.of(SECOND)) || version.equals(Optional.of(NEWEST));
    }

    /// Whether a [Receipt] may say which one of its device it is.
    public static boolean knowsReceiptNumbers(Optional<String> version) {
        return version.equals(Optional.of(NEWEST));
    }

    /// Whether replies to whoever is let in are sealed.
    public static boolean sealsReplies(Optional<String> version) {
        return version.equals(Optional.of(NEWEST));
    }
}
