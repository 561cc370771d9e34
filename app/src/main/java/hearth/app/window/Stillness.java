package hearth.app.window;

import hearth.app.settings.View.Motion;

import javafx.application.Platform;
import javafx.scene.Scene;

/// Whether things move by themselves: as the owner chose, or else as the desktop says.
final class Stillness {
    private static final String STYLE_CLASS = "still";

    private Stillness() {}

    static void apply(Scene scene, Motion chosen) {
        boolean still =
                switch (chosen) {
                    case SYSTEM -> Platform.getPreferences().isReducedMotion();
                    case FULL -> false;
                    case REDUCED -> true;
                };
        var classes = scene.getRoot().getStyleClass();
        classes.remove(STYLE_CLASS);
        if (still) {
            classes.add(STYLE_CLASS);
        }
    }
}
