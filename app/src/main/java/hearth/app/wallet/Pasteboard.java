package hearth.app.wallet;

import java.util.Optional;

/// The system's clipboard, as far as texts go. On the screen's thread.
public interface Pasteboard {
    Optional<String> text();

    void put(String text);

    void clear();
}
