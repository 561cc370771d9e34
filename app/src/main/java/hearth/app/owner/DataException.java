package hearth.app.owner;

import java.io.Serial;

/// The owner's data is not what the recipe learns from; the message names the first thing that is
/// wrong.
public final class DataException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    DataException(String message) {
        super(message);
    }
}
