package hearth.app.look;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;

import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.util.Subscription;

import java.net.URL;
import java.util.List;
import java.util.Objects;

/// Light and dark: the base theme of AtlantaFX under our own colours.
public enum Theme {
    LIGHT("light", new PrimerLight().getUserAgentStylesheet()),
    DARK("dark", new PrimerDark().getUserAgentStylesheet());

    private final String styleClass;
    private final String base;

    Theme(String styleClass, String base) {
        this.styleClass = styleClass;
        this.base = base;
    }

    /// What the desktop prefers now.
    public static Theme ofSystem() {
        return Platform.getPreferences().getColorScheme() == ColorScheme.DARK ? DARK : LIGHT;
    }

    /// Calls whenever the desktop's preference changes.
    public static Subscription onSystemChange(Runnable change) {
        return Platform.getPreferences().colorSchemeProperty().subscribe(change);
    }

    /// Dresses a scene; may be called again to change.
    public void apply(Scene scene) {
        Application.setUserAgentStylesheet(base);
        Parent root = scene.getRoot();
        root.getStyleClass().removeAll(List.of(LIGHT.styleClass, DARK.styleClass));
        root.getStyleClass().add(styleClass);
        if (!scene.getStylesheets().contains(stylesheet())) {
            scene.getStylesheets().add(stylesheet());
        }
    }

    static String stylesheet() {
        URL url = Objects.requireNonNull(Theme.class.getResource("hearth.css"));
        return url.toExternalForm();
    }
}
