package hearth.app.look;

import javafx.fxml.FXMLLoader;
import javafx.scene.control.ScrollPane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Objects;
import java.util.ResourceBundle;

/// Reads a screen's structure and gives it the finished controller.
public final class Fxml {
    private Fxml() {}

    /// @param name of the file beside the controller's class, without its ending
    public static <C> C load(C controller, String name, ResourceBundle bundle) {
        URL file = Objects.requireNonNull(controller.getClass().getResource(name + ".fxml"), name);
        var loader = new FXMLLoader(file, bundle);
        loader.setControllerFactory(type -> controller);
        try {
            if (loader.<Object>load() instanceof ScrollPane page) {
                Viewport.pictureOnlyWhileScrolling(page);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return controller;
    }
}
