package hearth.app.wallet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The words of a recovery phrase while they are on the screen; forgotten when closed.
public final class RecoveryWords implements AutoCloseable {
    private final List<String> words;

    public RecoveryWords(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    public List<String> words() {
        return Collections.unmodifiableList(words);
    }

    /// The words with one space between them; the caller wipes the array.
    public char[] phrase() {
        return String.join(" ", words).toCharArray();
    }

    @Override
    public void close() {
        words.clear();
    }

    @Override
    public String toString() {
        return "RecoveryWords";
    }
}
