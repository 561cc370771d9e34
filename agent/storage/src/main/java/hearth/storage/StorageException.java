package hearth.storage;

/// A disk or database that does not do its work: nothing a caller can answer, so unchecked.
public sealed class StorageException extends RuntimeException permits StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
