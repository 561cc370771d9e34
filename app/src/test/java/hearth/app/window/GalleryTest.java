package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.gallery.Gallery;
import hearth.app.look.Fonts;
import hearth.app.look.Theme;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.concurrent.Callable;

/// Every part in every state, in both themes: nothing is cut or covered, and pictures are taken.
@ExtendWith(ApplicationExtension.class)
class GalleryTest {
    @SuppressWarnings("NullAway.Init") // TestFX calls start before each test.
    private Scene scene;

    @Start
    void start(Stage stage) {
        Fonts.load();
        scene = new Scene(new Gallery(), 1180, 780);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void showsEveryPartWhole() throws IOException {
        var faults = new ArrayList<String>();
        for (Theme theme : Theme.values()) {
            WaitForAsyncUtils.waitForAsyncFx(30_000, () -> theme.apply(scene));
            WaitForAsyncUtils.waitForFxEvents(4);
            faults.addAll(onScreen(() -> Layout.faults(scene.getRoot())));
            WritableImage picture =
                    onScreen(
                            () -> {
                                Node page = ((Gallery) scene.getRoot()).getContent();
                                return page.snapshot(null, null);
                            });
            Pictures.keep(picture, "gallery-" + theme.name().toLowerCase(Locale.ROOT));
        }
        assertThat(faults).isEmpty();
    }

    private static <T> T onScreen(Callable<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, work);
    }
}
