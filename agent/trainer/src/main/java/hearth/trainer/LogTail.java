package hearth.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/// The last characters of a stream, and a word when there were too many. Any thread.
final class LogTail {
    private static final int MAX_CHARS = 8192;

    private final StringBuilder tail = new StringBuilder();
    private final long limit;
    private final Runnable onFlood;
    private long seen;

    /// @param limit in characters over the whole life of the stream
    LogTail(long limit, Runnable onFlood) {
        this.limit = limit;
        this.onFlood = onFlood;
    }

    /// Reads until the stream ends.
    void follow(InputStream stream) {
        var buffer = new char[MAX_CHARS];
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                append(buffer, n);
                seen += n;
                if (seen > limit) {
                    onFlood.run();
                    return;
                }
            }
        } catch (IOException e) {
            append("(log unreadable)".toCharArray(), 16);
        }
    }

    private synchronized void append(char[] text, int length) {
        tail.append(text, 0, length);
        tail.delete(0, Math.max(0, tail.length() - MAX_CHARS));
    }

    synchronized String text() {
        return tail.toString();
    }
}
