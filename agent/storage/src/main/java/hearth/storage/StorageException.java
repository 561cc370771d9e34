package hearth.storage;

/// A disk or database that does not do its work: nothing a caller can answer, so unchecked.
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
