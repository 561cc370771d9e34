package hearth.app.background;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// Work for the screen that takes too long for its thread: one at a time, in the background. Of
/// what is asked for meanwhile only the newest is done, after it. Belongs to the screen's thread.
public final class Calculation<T> {
    private final Background background;
    private final Consumer<T> onDone;
    private Optional<Callable<T>> next = Optional.empty();
    private boolean isBusy;

    /// @param onDone called with each outcome; where the work fails, what is shown stays
    public Calculation(Background background, Consumer<T> onDone) {
        this.background = background;
        this.onDone = onDone;
    }

    /// @param work reads nothing that the screen's thread may change
    public void ask(Callable<T> work) {
        if (isBusy) {
            next = Optional.of(work);
            return;
        }
        isBusy = true;
        background.run(
                work,
                outcome -> {
                    isBusy = false;
                    onDone.accept(outcome);
                    goOn();
                },
                failure -> {
                    isBusy = false;
                    goOn();
                });
    }

    private void goOn() {
        Optional<Callable<T>> waiting = next;
        next = Optional.empty();
        if (!isBusy) {
            waiting.ifPresent(this::ask);
        }
    }
}
