package hearth.app.window;

import hearth.app.background.FxBackground;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Png;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;

import javafx.application.Platform;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;

import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A whole window on in-memory parts, and the camera that takes its pictures.
final class OpenWindow {
    private static final Path PICTURES = Path.of("target", "screens");
    private static final int[][] SIZES = {{1180, 780}, {900, 600}};
    private final Stage stage;
    private final HearthWindow window;

    OpenWindow(Stage stage, InMemoryAgent agent, InMemoryWallet wallet, boolean onboarded)
            throws IOException {
        this.stage = stage;
        Locale.setDefault(Locale.ENGLISH);
        Path home = Files.createTempDirectory("hearth-window");
        new SettingsFile(home).save(Settings.initial().withOnboarded(onboarded));
        var parts =
                new WindowParts(
                        agent.links(),
                        wallet,
                        home,
                        "Practice network",
                        Clock.fixed(Snapshots.NOW, ZoneOffset.UTC),
                        () -> {});
        window = new HearthWindow(parts, new FxBackground(), stage);
        window.show();
    }

    /// Waits until the screen says so.
    static void until(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(15, TimeUnit.SECONDS, condition);
            WaitForAsyncUtils.waitForFxEvents();
        } catch (TimeoutException e) {
            throw new AssertionError("did not come about in 15 s", e);
        }
    }

    /// Takes the screen in both themes and both sizes: `target/screens/NAME-THEME-SIZE.png`.
    void photograph(String name) throws IOException {
        for (Theme theme : Theme.values()) {
            for (int[] size : SIZES) {
                WaitForAsyncUtils.waitForAsyncFx(
                        5000,
                        () -> {
                            theme.apply(stage.getScene());
                            stage.setWidth(size[0]);
                            stage.setHeight(size[1]);
                        });
                WaitForAsyncUtils.waitForFxEvents(8);
                WritableImage picture =
                        WaitForAsyncUtils.waitForAsyncFx(
                                5000, () -> stage.getScene().snapshot(null));
                Png.write(
                        picture,
                        PICTURES.resolve(
                                "%s-%s-%dx%d.png"
                                        .formatted(
                                                name,
                                                theme.name().toLowerCase(Locale.ROOT),
                                                size[0],
                                                size[1])));
            }
        }
    }

    void close() {
        WaitForAsyncUtils.waitForAsyncFx(
                5000,
                () -> {
                    Platform.setImplicitExit(false);
                    window.close();
                });
    }
}
