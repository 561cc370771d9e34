package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.background.FxBackground;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Png;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;

import javafx.application.Platform;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;

import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
    private final Path home;

    OpenWindow(Stage stage, InMemoryAgent agent, InMemoryWallet wallet, boolean onboarded)
            throws IOException {
        this.stage = stage;
        Locale.setDefault(Locale.ENGLISH);
        home = Files.createTempDirectory("hearth-window");
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
        // Tests share one stage, and the one before may have made it small.
        stage.setWidth(SIZES[0][0]);
        stage.setHeight(SIZES[0][1]);
    }

    /// Waits until the screen says so.
    static void until(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, condition);
            WaitForAsyncUtils.waitForFxEvents();
        } catch (TimeoutException e) {
            throw new AssertionError("did not come about in a minute", e);
        }
    }

    /// Takes the screen in both themes and both sizes: `target/screens/NAME-THEME-SIZE.png`.
    void photograph(String name) throws IOException {
        for (Theme theme : Theme.values()) {
            for (int[] size : SIZES) {
                photograph(name, theme, size);
            }
        }
    }

    /// Takes one picture, light and large.
    void glance(String name) throws IOException {
        photograph(name, Theme.LIGHT, SIZES[0]);
    }

    private void photograph(String name, Theme theme, int[] size) throws IOException {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () -> {
                    theme.apply(stage.getScene());
                    stage.setWidth(size[0]);
                    stage.setHeight(size[1]);
                });
        WaitForAsyncUtils.waitForFxEvents(8);
        WritableImage picture =
                WaitForAsyncUtils.waitForAsyncFx(30_000, () -> stage.getScene().snapshot(null));
        String file =
                "%s-%s-%dx%d.png"
                        .formatted(name, theme.name().toLowerCase(Locale.ROOT), size[0], size[1]);
        Png.write(picture, PICTURES.resolve(file));
    }

    /// Scrolls the screen to that share of its height.
    void scroll(FxRobot robot, double share) {
        robot.interact(
                () ->
                        robot.lookup(node -> node instanceof ScrollPane)
                                .<ScrollPane>queryAll()
                                .forEach(pane -> pane.setVvalue(share)));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// Scrolls the screen to its end, for a picture of what is below the fold.
    void scrollDown(FxRobot robot) {
        scroll(robot, 1);
    }

    /// Every control that the keyboard reaches tells a screen reader what it is and what it is
    /// called.
    void assertAccessible() {
        List<String> silent =
                WaitForAsyncUtils.waitForAsyncFx(
                        30_000,
                        () -> {
                            var found = new ArrayList<String>();
                            walk(stage.getScene().getRoot(), found);
                            return found;
                        });
        assertThat(silent).as("controls without a role or a name").isEmpty();
    }

    private static void walk(Node node, List<String> silent) {
        if (!node.isVisible()) {
            return;
        }
        boolean isContainer = node instanceof ScrollPane;
        if (node.isFocusTraversable() && !isContainer && !isNamed(node)) {
            silent.add(node + " " + node.getAccessibleRole());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, silent));
        }
    }

    private static boolean isNamed(Node node) {
        AccessibleRole role = node.getAccessibleRole();
        Object text = node.queryAccessibleAttribute(AccessibleAttribute.TEXT);
        String name = node.getAccessibleText();
        boolean named =
                (name != null && !name.isBlank()) || (text instanceof String s && !s.isBlank());
        return named && role != AccessibleRole.NODE && role != AccessibleRole.PARENT;
    }

    /// Asks the window to close, as its corner button does.
    void requestClose() {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () ->
                        stage.getOnCloseRequest()
                                .handle(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST)));
        WaitForAsyncUtils.waitForFxEvents();
    }

    boolean isShowing() {
        return stage.isShowing();
    }

    Settings settings() {
        return new SettingsFile(home).load().settings();
    }

    void close() {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () -> {
                    Platform.setImplicitExit(false);
                    window.close();
                });
    }
}
