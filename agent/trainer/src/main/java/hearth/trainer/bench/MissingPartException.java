package hearth.trainer.bench;

/// The comparison cannot be made on this computer; the message says which part is missing and how
/// to get it, as whole sentences.
public final class MissingPartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingPartException(String message) {
        super(message);
    }

    MissingPartException(String message, Throwable cause) {
        super(message, cause);
    }
}
