package hearth.worker.policy;

/// Why nothing runs now.
///
/// @param detail a number, a time or the name of a card that belongs to it; may be empty
public record Reason(Cause cause, String detail) {
    public String id() {
        return cause.id();
    }
}
