package hearth.app.gallery;

import hearth.app.look.Fonts;
import hearth.app.look.Theme;

import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.stage.Stage;

import java.util.concurrent.CompletableFuture;

/// The gallery in a window of its own.
public final class GalleryWindow {
    private static final double WIDTH = 1180;
    private static final double HEIGHT = 780;

    private GalleryWindow() {}

    /// Opens it and returns when it is closed. Call once per process, not on the JavaFX thread.
    public static void open() {
        var gone = new CompletableFuture<Void>();
        Platform.startup(
                () -> {
                    try {
                        show(new Stage(), () -> gone.complete(null));
                    } catch (RuntimeException e) {
                        gone.completeExceptionally(e);
                    }
                });
        try {
            gone.join();
        } finally {
            Platform.exit();
        }
    }

    private static void show(Stage stage, Runnable onClose) {
        Fonts.load();
        var scene = new Scene(new Gallery(), WIDTH, HEIGHT);
        var worn = new Theme[] {Theme.ofSystem()};
        worn[0].apply(scene);
        scene.getAccelerators()
                .put(
                        new KeyCodeCombination(KeyCode.L, KeyCombination.SHORTCUT_DOWN),
                        () -> {
                            worn[0] = worn[0] == Theme.LIGHT ? Theme.DARK : Theme.LIGHT;
                            worn[0].apply(scene);
                        });
        stage.setScene(scene);
        stage.setTitle("Hearth");
        stage.setOnHidden(event -> onClose.run());
        stage.show();
    }
}
