package hearth.storage;

/// A database or a bucket that cannot be used as it was named, at the time it was opened.
public final class StoreUnavailableException extends StorageException {
    private static final long serialVersionUID = 1L;

    /// What is in the way.
    public enum Reason {
        /// Nobody answers there.
        NO_ANSWER,
        /// No line to it is private, or nobody vouches for who answers.
        NO_TLS,
        /// There is neither name nor key to show.
        NO_LOGIN,
        /// The name or the key is not known there, or may not do this.
        REFUSED,
        /// The server is there; the database, schema or bucket is not.
        NOT_THERE
    }

    private final Reason reason;
    private final String place;

    StoreUnavailableException(Reason reason, String place, Throwable cause) {
        super("cannot use " + place + ": " + reason, cause);
        this.reason = reason;
        this.place = place;
    }

    public Reason reason() {
        return reason;
    }

    /// Its address, without secrets.
    public String place() {
        return place;
    }
}
