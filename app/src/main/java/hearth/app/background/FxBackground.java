package hearth.app.background;

import javafx.application.Platform;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Work on virtual threads, results on the JavaFX thread; the one place that knows both. After
/// [#close] nothing is delivered any more.
public final class FxBackground implements Background {
    private final ExecutorService work =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("window-work-", 0).factory());
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("window-clock").factory());
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public <T> void run(Callable<T> task, Consumer<T> onDone, Consumer<Exception> onFailure) {
        if (closed.get()) {
            return;
        }
        work.execute(
                () -> {
                    try {
                        T value = task.call();
                        deliver(() -> onDone.accept(value));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (Exception e) {
                        deliver(() -> onFailure.accept(e));
                    }
                });
    }

    @Override
    public void deliver(Runnable onScreen) {
        if (closed.get()) {
            return;
        }
        Platform.runLater(
                () -> {
                    if (!closed.get()) {
                        onScreen.run();
                    }
                });
    }

    @Override
    public Ticks every(Duration interval, Runnable onScreen) {
        var ticks =
                clock.scheduleAtFixedRate(
                        () -> deliver(onScreen),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
        return () -> ticks.cancel(false);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            clock.shutdownNow();
            work.shutdownNow();
        }
    }
}
