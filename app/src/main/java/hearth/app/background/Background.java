package hearth.app.background;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Runs blocking work away from the screen and brings what comes of it back to the screen's thread.
/// View models touch their properties only there.
public interface Background extends AutoCloseable {
    /// Runs the work; one of the two consumers is then called on the screen's thread.
    <T> void run(Callable<T> work, Consumer<T> onDone, Consumer<Exception> onFailure);

    /// Calls on the screen's thread, soon; from any thread.
    void deliver(Runnable onScreen);

    /// Calls on the screen's thread again and again until closed.
    Ticks every(Duration interval, Runnable onScreen);

    /// A consumer that may be called from any thread and as often as it likes; only the newest
    /// value reaches the screen.
    default <T> Consumer<T> newest(Consumer<T> onScreen) {
        return new Newest<>(this, onScreen);
    }

    @Override
    void close();

    /// Calls that go on until closed.
    interface Ticks extends AutoCloseable {
        @Override
        void close();
    }
}
