package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.text.Language;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The first pages that anybody sees: nothing is cut in any size and language, and English and
/// German are pictured in both looks.
@ExtendWith(ApplicationExtension.class)
class FirstStepsTest {
    private static final boolean NIGHTLY = Boolean.getBoolean("hearth.nightly");

    /// The last is where it goes on.
    private static final List<Integer> ZOOMS =
            NIGHTLY ? List.of(80, 150, 200, 100) : List.of(200, 100);

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    private final Set<String> faults = new TreeSet<>();

    @Start
    void open(Stage shared) {
        stage = shared;
    }

    @Test
    void fitTheirWordsInEverySizeAndLanguage(FxRobot robot) throws IOException {
        for (Language language : List.of(Language.GERMAN, Language.ENGLISH, Language.SPANISH)) {
            OpenWindow window =
                    WaitForAsyncUtils.waitForAsyncFx(
                            60_000,
                            () ->
                                    new OpenWindow(
                                            stage,
                                            new InMemoryAgent(Snapshots.fresh()),
                                            InMemoryWallet.of(Presence.NONE),
                                            false,
                                            language));
            walk(robot, window, language);
            window.close();
        }
        assertThat(faults).isEmpty();
    }

    private void walk(FxRobot robot, OpenWindow window, Language language) throws IOException {
        look(robot, window, language, "choose", "#createNew");
        fire(robot, "#restoreOld");
        look(robot, window, language, "restore", "#phrase");
        fire(robot, "#back");
        until(robot, "#createNew");
        fire(robot, "#createNew");
        look(robot, window, language, "words", "#written");
        List<String> words =
                robot.lookup(".word").queryAllAs(Label.class).stream().map(Label::getText).toList();
        robot.interact(() -> robot.lookup("#written").queryAs(CheckBox.class).fire());
        fire(robot, "#next");
        until(robot, "#first");
        for (String field : List.of("first", "second", "third", "fourth")) {
            String name = robot.lookup("#" + field + "Name").queryAs(Label.class).getText();
            int number = Integer.parseInt(name.replaceAll("\\D", ""));
            type(robot, "#" + field, words.get(number - 1));
        }
        look(robot, window, language, "check", "#first");
        fire(robot, "#next");
        until(robot, "#password");
        type(robot, "#password", "correct horse");
        type(robot, "#again", "another horse");
        fire(robot, "#next");
        until(robot, "#error");
        look(robot, window, language, "password", "#password");
        type(robot, "#password", "correct horse");
        type(robot, "#again", "correct horse");
        fire(robot, "#next");
        look(robot, window, language, "computer", "#processor");
        fire(robot, "#next");
        look(robot, window, language, "share", "#sharing");
    }

    private void look(
            FxRobot robot, OpenWindow window, Language language, String page, String there)
            throws IOException {
        until(robot, there);
        String name = "first-" + page;
        for (int percent : ZOOMS) {
            faults.addAll(window.checkZoomed(name, percent, false));
        }
        faults.addAll(window.check(name, Theme.LIGHT, true));
        if (NIGHTLY || language != Language.SPANISH) {
            faults.addAll(window.check(name, Theme.DARK, true));
        }
    }

    private static void until(FxRobot robot, String there) {
        OpenWindow.until(
                () -> robot.lookup(there).tryQuery().filter(FirstStepsTest::isShown).isPresent());
    }

    private static boolean isShown(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static void fire(FxRobot robot, String button) {
        robot.interact(() -> robot.lookup(button).queryButton().fire());
    }

    private static void type(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextInputControl.class).setText(text));
    }
}
