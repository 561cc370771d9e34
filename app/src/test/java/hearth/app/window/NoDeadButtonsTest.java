package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.text.Language;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.chart.Chart;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Toggle;
import javafx.scene.input.Clipboard;
import javafx.stage.Stage;
import javafx.stage.Window;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Presses every button that can be pressed on each page of a busy computer with an open wallet,
/// each in a window that nothing else was done to, and looks whether anything came of it: on the
/// screen, in the settings, on the clipboard or elsewhere.
@ExtendWith(ApplicationExtension.class)
class NoDeadButtonsTest {
    private static final int PATIENCE_SECONDS = 3;

    /// An hour of the week that may be used.
    private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");

    /// They open a dialog of the system's, which JavaFX's headless platform has none of.
    private static final Set<String> OF_THE_SYSTEM = Set.of("#tax", "#networkChoose");

    /// A part of what another button sends.
    private static final Set<String> OF_A_FORM = Set.of("#watchKnown");

    /// What has to be pressed first, where it is already as the button wants it.
    private static final Map<String, String> BEFORE =
            Map.of("#hoursAll", "#hoursNone", "#whole", "#larger");

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shared) throws IOException {
        stage = shared;
        window = Visit.open(shared, Language.ENGLISH);
    }

    @AfterEach
    void close() {
        window.close();
    }

    /// Help has no buttons.
    static Stream<String> places() {
        return Stream.concat(
                Stream.of(Page.values())
                        .filter(page -> page != Page.HELP)
                        .map(page -> page.name().toLowerCase(Locale.ROOT)),
                Stream.of("exit", "accounts"));
    }

    @ParameterizedTest
    @MethodSource("places")
    void eachDoesSomething(String place, FxRobot robot) throws IOException {
        var pressed = new LinkedHashSet<String>();
        var dead = new TreeSet<String>();
        go(robot, place);
        for (var next = first(place, pressed); next.isPresent(); next = first(place, pressed)) {
            String name = next.get();
            pressed.add(name);
            if (BEFORE.containsKey(name)) {
                press(BEFORE.get(name));
            }
            if (!press(name)) {
                dead.add(name);
            }
            if (!name.startsWith("#nav-")) { // Those do no more than lead elsewhere.
                reopen();
            }
            go(robot, place);
        }
        assertThat(pressed).isNotEmpty();
        assertThat(dead).isEmpty();
    }

    private static void go(FxRobot robot, String place) {
        switch (place) {
            case "exit" -> {
                Visit.to(robot, Page.SETTINGS);
                fire(robot, "#exit");
                OpenWindow.until(() -> robot.lookup("#exit-returning").tryQuery().isPresent());
            }
            case "accounts" -> {
                Visit.to(robot, Page.WALLET);
                fire(robot, "#accounts");
                OpenWindow.until(() -> robot.lookup("#unwatch").tryQuery().isPresent());
            }
            default -> Visit.to(robot, Page.valueOf(place.toUpperCase(Locale.ROOT)));
        }
    }

    private static void fire(FxRobot robot, String button) {
        robot.interact(() -> robot.lookup(button).queryAs(ButtonBase.class).fire());
    }

    /// The first that was not pressed. What is around every page is pressed on Home alone.
    private Optional<String> first(String place, Set<String> pressed) {
        still(null);
        return onScreen(() -> buttons().entrySet().stream())
                .filter(found -> place.equals("home") || isOfThePage(found.getValue()))
                .map(Map.Entry::getKey)
                .filter(name -> !pressed.contains(name))
                .filter(name -> !OF_THE_SYSTEM.contains(name) && !OF_A_FORM.contains(name))
                .findFirst();
    }

    private static boolean isOfThePage(Node node) {
        return Stream.iterate(node, Objects::nonNull, Node::getParent)
                .anyMatch(at -> at.getStyleClass().contains("page"));
    }

    /// Whether anything came of it.
    private boolean press(String name) {
        ButtonBase button = Objects.requireNonNull(onScreen(this::buttons).get(name), name);
        String before = still(button);
        WaitForAsyncUtils.waitForAsyncFx(30_000, button::fire);
        return comesTo(button, before);
    }

    private boolean comesTo(ButtonBase button, String before) {
        try {
            WaitForAsyncUtils.waitFor(
                    PATIENCE_SECONDS,
                    TimeUnit.SECONDS,
                    () -> !onScreen(() -> around(button)).equals(before));
            return true;
        } catch (TimeoutException nothing) {
            return false;
        }
    }

    private static <T> T onScreen(Callable<T> look) {
        return WaitForAsyncUtils.waitForAsyncFx(30_000, look);
    }

    /// What is around the button once nothing moves any more.
    private String still(@Nullable ButtonBase button) {
        String seen = "";
        for (int i = 0; i < 50; i++) {
            WaitForAsyncUtils.waitForFxEvents(3);
            String now = onScreen(() -> around(button));
            if (now.equals(seen)) {
                return seen;
            }
            seen = now;
        }
        throw new AssertionError("the page never rests");
    }

    private void reopen() {
        window.close();
        WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () -> {
                    window = Visit.open(stage, Language.ENGLISH);
                    return null;
                });
    }

    /// Those that can be pressed now, each with a name that is the same in another window.
    private Map<String, ButtonBase> buttons() {
        var found = new LinkedHashMap<String, ButtonBase>();
        from(stage.getScene().getRoot())
                .filter(node -> node instanceof ButtonBase)
                .map(ButtonBase.class::cast)
                .filter(button -> !button.isDisabled() && !isChosen(button))
                .forEach(button -> found.put(name(button, found.keySet()), button));
        return found;
    }

    /// Of several ways this one is taken: pressing it again is no wish.
    private static boolean isChosen(ButtonBase button) {
        return button instanceof Toggle toggle
                && toggle.isSelected()
                && toggle.getToggleGroup() != null;
    }

    private static String name(ButtonBase button, Set<String> taken) {
        String said =
                button.getId() != null
                        ? "#" + button.getId()
                        : button.getText() + "/" + button.getAccessibleText();
        String name = said;
        for (int i = 2; taken.contains(name); i++) {
            name = said + " " + i;
        }
        return name;
    }

    /// All that could change but the button itself and what is drawn from measurements.
    private String around(@Nullable ButtonBase button) {
        var seen = new ArrayList<Object>();
        from(stage.getScene().getRoot())
                .filter(node -> !node.equals(button))
                .forEach(node -> seen.add(described(node)));
        seen.add(window.settings());
        seen.add(window.calls());
        seen.add(Clipboard.getSystemClipboard().getString());
        seen.add(Window.getWindows().size());
        seen.add(stage.isShowing());
        return seen.toString();
    }

    private static List<Object> described(Node node) {
        var said = new ArrayList<Object>();
        said.add(node.getClass().getSimpleName());
        said.add(String.valueOf(node.getId()));
        said.add(node.isDisabled());
        said.add(List.copyOf(node.getStyleClass()));
        said.add(node.getPseudoClassStates().contains(MARKED));
        said.add(String.valueOf(node.getAccessibleText()));
        if (node instanceof Labeled labeled) {
            said.add(labeled.getText());
        }
        if (node instanceof Toggle toggle) {
            said.add(toggle.isSelected());
        }
        if (node instanceof TextInputControl field) {
            said.add(field.getText());
        }
        if (node instanceof ScrollPane pane) {
            said.add(pane.getVvalue());
        }
        return said;
    }

    private static Stream<Node> from(Node node) {
        if (!node.isVisible() || node instanceof Chart) {
            return Stream.empty();
        }
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(NoDeadButtonsTest::from))
                : Stream.of(node);
    }
}
