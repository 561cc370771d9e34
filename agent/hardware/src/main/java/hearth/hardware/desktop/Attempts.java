package hearth.hardware.desktop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A connection that may be missing or break: opened when first asked for, dropped when it fails,
/// tried again after a while. One thread.
final class Attempts<C extends AutoCloseable> implements AutoCloseable {
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Opener<C> opener;
    private @Nullable C open;
    private Instant next = Instant.MIN;

    interface Opener<C> {
        C open() throws IOException;
    }

    interface Question<C, T> {
        T ask(C connection) throws IOException;
    }

    Attempts(InstantSource clock, Opener<C> opener) {
        this.clock = clock;
        this.opener = opener;
    }

    /// The answer, or nothing while there is no connection.
    <T> Optional<T> ask(Question<C, T> question) {
        var connection = open;
        try {
            if (connection == null) {
                var now = clock.instant();
                // A clock that was set back must not keep us away for ever.
                if (now.isBefore(next) && next.minus(AGAIN).isBefore(now)) {
                    return Optional.empty();
                }
                next = now.plus(AGAIN);
                connection = opener.open();
                open = connection;
            }
            return Optional.of(question.ask(connection));
        } catch (IOException broken) {
            close();
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        var connection = open;
        open = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (Exception broken) {
                throw new IllegalStateException("a local connection cannot be closed", broken);
            }
        }
    }
}
