package hearth.keys;

import org.jspecify.annotations.Nullable;

/// The machine let the wallet down: a disk, a permission, a missing algorithm. Expected outcomes
/// are sealed results instead.
public final class WalletException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WalletException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
