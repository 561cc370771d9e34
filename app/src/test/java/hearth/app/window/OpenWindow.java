package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.background.FxBackground;
import hearth.app.fixture.InMemoryAccounts;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryCheck;
import hearth.app.fixture.InMemoryLoginStart;
import hearth.app.fixture.InMemoryNetworks;
import hearth.app.fixture.InMemoryStaking;
import hearth.app.fixture.InMemoryTrails;
import hearth.app.fixture.InMemoryUpdates;
import hearth.app.fixture.InMemoryVotes;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.look.Viewport;
import hearth.app.settings.Settings;
import hearth.app.settings.SettingsFile;
import hearth.app.text.Language;
import hearth.app.wallet.WalletSource;

import javafx.application.Platform;
import javafx.geometry.NodeOrientation;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;

import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A whole window on in-memory parts, and the camera that takes its pictures.
final class OpenWindow {
    private static final int[][] SIZES = {{1180, 780}, {900, 600}};
    private static final int WHOLE = 100;
    private static final boolean NIGHTLY = Boolean.getBoolean("hearth.nightly");
    private final Stage stage;
    private final HearthWindow window;
    private final Path home;
    private final Language language;
    private final InMemoryLoginStart loginStart = new InMemoryLoginStart();
    private final InMemoryCheck check = new InMemoryCheck();
    private final InMemoryNetworks networks = new InMemoryNetworks();
    private final InMemoryUpdates updates = new InMemoryUpdates();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private @Nullable Theme worn;

    OpenWindow(Stage stage, InMemoryAgent agent, InMemoryWallet wallet, boolean onboarded)
            throws IOException {
        this(stage, agent, wallet, onboarded, Language.ENGLISH);
    }

    OpenWindow(
            Stage stage,
            InMemoryAgent agent,
            InMemoryWallet wallet,
            boolean onboarded,
            Language language)
            throws IOException {
        this(stage, agent, wallet, InMemoryVotes.busy(), onboarded, language);
    }

    OpenWindow(Stage stage, InMemoryAgent agent, InMemoryWallet wallet, InMemoryVotes votes)
            throws IOException {
        this(stage, agent, wallet, votes, true, Language.ENGLISH);
    }

    private OpenWindow(
            Stage stage,
            InMemoryAgent agent,
            InMemoryWallet wallet,
            InMemoryVotes votes,
            boolean onboarded,
            Language language)
            throws IOException {
        this.stage = stage;
        this.language = language;
        Locale.setDefault(Locale.ENGLISH);
        home = Files.createTempDirectory("hearth-window");
        new SettingsFile(home)
                .save(Settings.initial().withOnboarded(onboarded).withLanguage(language));
        var accounts = InMemoryAccounts.busy(wallet);
        var parts =
                new WindowParts(
                        agent.links(),
                        WalletSource.of(wallet),
                        home,
                        "practice",
                        Clock.fixed(Snapshots.NOW, ZoneOffset.UTC),
                        () -> calls.add("quit"),
                        votes,
                        InMemoryStaking.of(wallet),
                        updates,
                        home,
                        new InMemoryTrails(),
                        page -> calls.add("browser " + page),
                        () -> accounts,
                        () -> check,
                        networks,
                        () -> loginStart);
        window = new HearthWindow(parts, new FxBackground(), stage);
        window.show();
        // Tests share one stage, and the one before may have made it small.
        stage.setWidth(SIZES[0][0]);
        stage.setHeight(SIZES[0][1]);
    }

    /// What it asked of others: pages for the desktop's browser, updates, and its end.
    List<String> calls() {
        return Stream.concat(calls.stream(), updates.told().stream()).toList();
    }

    /// The system that starts agents at login.
    InMemoryLoginStart loginStart() {
        return loginStart;
    }

    /// What measures earnings, as the test says.
    InMemoryCheck check() {
        return check;
    }

    /// The networks that this computer can take part in.
    InMemoryNetworks networks() {
        return networks;
    }

    /// Nothing can be written to the settings any more, as on a full disk.
    void breakSettings() throws IOException {
        Files.createDirectory(home.resolve("settings.json.new"));
    }

    /// Lays everything out from right to left until it is closed.
    void mirror() {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000, () -> stage.getScene().setNodeOrientation(NodeOrientation.RIGHT_TO_LEFT));
    }

    /// Waits until the screen says so.
    static void until(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> holds(condition));
            WaitForAsyncUtils.waitForFxEvents();
        } catch (TimeoutException e) {
            throw new AssertionError("did not come about in a minute", e);
        }
    }

    /// A look from another thread than the screen's may meet it in the middle of a change.
    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (NoSuchElementException
                | IndexOutOfBoundsException
                | ConcurrentModificationException changing) {
            return false;
        }
    }

    /// Takes the screen light and large: `target/screens/NAME-LANGUAGE-THEME-SIZE.png`; with
    /// `-Pnightly` in both themes and both sizes. Its words must fit.
    void photograph(String name) throws IOException {
        var faults = new ArrayList<String>();
        if (NIGHTLY) {
            for (Theme theme : Theme.values()) {
                faults.addAll(check(name, theme, true));
            }
        } else {
            arrange(Theme.LIGHT, SIZES[0]);
            faults.addAll(faults(name, SIZES[0]));
            photograph(name, Theme.LIGHT, SIZES[0]);
        }
        assertThat(faults).isEmpty();
    }

    /// The same, light and small, as it stands.
    void photographSmall(String name) throws IOException {
        arrange(Theme.LIGHT, SIZES[1]);
        assertThat(faults(name, SIZES[1])).isEmpty();
        photograph(name, Theme.LIGHT, SIZES[1]);
    }

    /// What does not fit in one of the sizes; with `-Pnightly` also at twice the smallest.
    ///
    /// @param pictured whether pictures are taken
    List<String> check(String name, Theme theme, boolean pictured) throws IOException {
        var faults = new ArrayList<String>();
        for (int[] size : SIZES) {
            arrange(theme, size);
            faults.addAll(faults(name, size));
            if (pictured) {
                photograph(name, theme, size);
            }
        }
        if (NIGHTLY && theme == Theme.LIGHT) {
            faults.addAll(checkSmallest(name, pictured));
        }
        return faults;
    }

    private List<String> faults(String name, int[] size) {
        return WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () ->
                        Layout.faults(stage.getScene().getRoot()).stream()
                                .map(
                                        fault ->
                                                "%s %s %dx%d: %s"
                                                        .formatted(
                                                                name, language, size[0], size[1],
                                                                fault))
                                .toList());
    }

    private void arrange(Theme theme, int[] size) {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () -> {
                    if (worn != theme) {
                        theme.apply(stage.getScene());
                        worn = theme;
                    }
                    stage.setWidth(size[0]);
                    stage.setHeight(size[1]);
                });
        // Width, then the heights that follow from it, then scroll bars, then what they leave.
        WaitForAsyncUtils.waitForFxEvents(6);
    }

    private void photograph(String name, Theme theme, int[] size) throws IOException {
        WritableImage picture =
                WaitForAsyncUtils.waitForAsyncFx(30_000, () -> stage.getScene().snapshot(null));
        Pictures.keep(
                picture,
                "%s-%s-%s-%dx%d"
                        .formatted(
                                name,
                                language.locale().getLanguage(),
                                theme.name().toLowerCase(Locale.ROOT),
                                size[0],
                                size[1]));
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

    /// Scrolls the screen so that this is seen.
    void scrollTo(FxRobot robot, String query) {
        robot.interact(
                () ->
                        robot.lookup(node -> node instanceof ScrollPane)
                                .<ScrollPane>queryAll()
                                .forEach(
                                        pane ->
                                                Viewport.bringIntoView(
                                                        pane, robot.lookup(query).query())));
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

    /// As if another start of Hearth had handed this link over.
    void follow(String link) {
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> window.follow(link));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// What does not fit when everything is that large; below its usual size, and with `-Pnightly`
    /// always, in the smallest window too.
    ///
    /// @param pictured whether pictures are taken
    List<String> checkZoomed(String name, int percent, boolean pictured) throws IOException {
        var faults = new ArrayList<String>();
        for (int[] size : percent < WHOLE || NIGHTLY ? SIZES : new int[][] {SIZES[0]}) {
            arrange(Theme.LIGHT, size);
            zoom(percent);
            if (pictured) {
                photograph(name + "-zoomed-" + percent, Theme.LIGHT, size);
            }
            faults.addAll(faults(name + " at " + percent + " %", size));
        }
        return faults;
    }

    /// What does not fit in the smallest window at twice its size.
    ///
    /// @param pictured whether a picture is taken
    List<String> checkSmallest(String name, boolean pictured) throws IOException {
        arrange(Theme.LIGHT, SIZES[1]);
        zoom(2 * WHOLE);
        if (pictured) {
            photograph(name + "-zoomed-200", Theme.LIGHT, SIZES[1]);
        }
        var faults = faults(name + " at 200 %", SIZES[1]);
        zoom(WHOLE);
        return faults;
    }

    private void zoom(int percent) {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000, () -> ((Zoomed) stage.getScene().getRoot()).zoom(percent));
        WaitForAsyncUtils.waitForFxEvents(6);
    }

    boolean isShowing() {
        return stage.isShowing();
    }

    Settings settings() {
        return new SettingsFile(home).load().settings();
    }

    /// As another program would; the window hears of it with its own next change.
    void settle(UnaryOperator<Settings> change) {
        new SettingsFile(home).change(change, Settings.initial());
    }

    void close() {
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () -> {
                    Platform.setImplicitExit(false);
                    window.close();
                    stage.getScene().setNodeOrientation(NodeOrientation.INHERIT);
                });
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // Something is still being written; there was no more to a window than this.
        }
    }
}
