package hearth.app.window;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Window;
import javafx.stage.WindowEvent;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// Walks once through every page of the open window with the keys of its owner, then closes it. The
/// start cache of an installed Hearth is made of the classes that this walk needs. Lives on the
/// JavaFX thread.
public final class Tour {
    /// Pulses of the screen for each page, half a second: enough for what a page loads by itself.
    private static final int PULSES = 30;

    private final Window window;
    private final Queue<Page> ahead = new ArrayDeque<>(List.of(Page.values()));
    private int pulses;

    private Tour(Window window) {
        this.window = window;
    }

    /// Begins as soon as the window has its pages; it must be the only one.
    public static void begin() {
        var window = Window.getWindows().getFirst();
        var tour = new Tour(window);
        window.getScene().addPostLayoutPulseListener(tour::pulse);
        Platform.requestNextPulse();
    }

    private void pulse() {
        Platform.requestNextPulse();
        if (!hasPages(window.getScene()) || ++pulses % PULSES != 0) {
            return;
        }
        var next = ahead.poll();
        if (next != null) {
            window.getScene().getAccelerators().getOrDefault(next.keys(), () -> {}).run();
        } else if (window.isShowing()) {
            window.fireEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSE_REQUEST));
        }
    }

    private static boolean hasPages(Scene scene) {
        return scene.getAccelerators().containsKey(Page.HOME.keys());
    }
}
