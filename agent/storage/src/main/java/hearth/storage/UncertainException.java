package hearth.storage;

import java.sql.SQLException;

/// The line broke while the commit was under way.
final class UncertainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncertainException(SQLException cause) {
        super("nobody can tell whether it was committed", cause);
    }

    StorageException told() {
        return new StorageException("transaction may have failed", this);
    }
}
