package hearth.chain;

import org.jspecify.annotations.Nullable;

/// The machine let the chain client down: its journal, its folder, its own code. What a node or a
/// contract answers is a sealed result instead.
public final class ChainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChainException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
