package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.gallery.Gallery;
import hearth.app.hardware.LiveChart;
import hearth.app.look.Dialog;
import hearth.app.look.Fonts;
import hearth.app.look.Theme;
import hearth.app.look.ToastLine;

import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.TableView;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Every part in every state, in both themes: nothing is cut or covered, and pictures are taken.
@ExtendWith(ApplicationExtension.class)
class GalleryTest {
    private static final Pattern CONTROL =
            Pattern.compile(
                    "<\\?import (hearth\\.app\\.(?:look|rules)\\.\\w+"
                            + "|hearth\\.app\\.settings\\.PersonalSign)\\?>");

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

    /// What screens are built from has to be looked at in both themes; cards belong to one screen
    /// and are looked at there.
    @Test
    void showsEveryControlThatAScreenUses() throws IOException {
        var shown =
                onScreen(
                        () ->
                                scene.getRoot().lookupAll("*").stream()
                                        .map(node -> node.getClass().getName())
                                        .collect(Collectors.toSet()));
        var used = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main/resources"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".fxml")).toList()) {
                CONTROL.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(used::add);
            }
        }
        assertThat(used).contains("hearth.app.look.Skeleton", "hearth.app.rules.WeekGrid");
        assertThat(shown).containsAll(used);
        assertThat(shown)
                .contains(
                        ToastLine.class.getName(),
                        Dialog.class.getName(),
                        LiveChart.class.getName(),
                        TableView.class.getName(),
                        Hyperlink.class.getName());
    }

    private static <T> T onScreen(Callable<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, work);
    }
}
