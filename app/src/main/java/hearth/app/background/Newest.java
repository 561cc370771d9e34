package hearth.app.background;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Hands the newest of many values over; a value that a newer one overtook is dropped.
final class Newest<T> implements Consumer<T> {
    private final AtomicReference<@Nullable T> waiting = new AtomicReference<>();
    private final Background background;
    private final Consumer<T> onScreen;

    Newest(Background background, Consumer<T> onScreen) {
        this.background = background;
        this.onScreen = onScreen;
    }

    @Override
    public void accept(T value) {
        if (waiting.getAndSet(value) == null) {
            background.deliver(this::hand);
        }
    }

    private void hand() {
        T value = waiting.getAndSet(null);
        if (value != null) {
            onScreen.accept(value);
        }
    }
}
