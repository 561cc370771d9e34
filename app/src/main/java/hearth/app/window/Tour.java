package hearth.app.window;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Window;
import javafx.stage.WindowEvent;

/// Looks at Home until it shows what it loads by itself, then closes the window. The start cache of
/// an installed Hearth is made of the classes that this needs: what is in it is in memory from the
/// start, so the other pages are not. Lives on the JavaFX thread.
public final class Tour {
    /// Pulses of the screen, two seconds.
    private static final int PULSES = 120;

    private final Window window;
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
        if (hasPages(window.getScene()) && ++pulses % PULSES == 0 && window.isShowing()) {
            window.fireEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSE_REQUEST));
        }
    }

    private static boolean hasPages(Scene scene) {
        return scene.getAccelerators().containsKey(Page.HOME.keys());
    }
}
