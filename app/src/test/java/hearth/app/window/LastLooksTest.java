package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.look.Viewport;
import hearth.app.text.Language;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a claim, stake that is asked back or taken out, and yield would change, before it is
/// signed; with the owner's picture, in every language.
@ExtendWith(ApplicationExtension.class)
class LastLooksTest {
    private final Set<String> faults = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shared) {
        stage = shared;
    }

    @Test
    void fitsEveryLastLookAndThePrivacyOfItsOwner(FxRobot robot) throws IOException {
        for (Language language : List.of(Language.ENGLISH, Language.GERMAN, Language.SPANISH)) {
            OpenWindow window = open(language);
            window.settle(now -> now.withBackupReminder(Optional.of(Snapshots.NOW)));
            Visit.to(robot, Page.SETTINGS);
            choosePicture(robot);
            scrollTo(robot, "#personalSave");
            look(window, "look-picture");
            Visit.to(robot, Page.WALLET);
            OpenWindow.until(() -> robot.lookup("#backup").query().isVisible());
            look(window, "look-backup");
            fire(robot, "#backupLater");
            OpenWindow.until(() -> !robot.lookup("#backup").query().isVisible());
            fire(robot, "#claim");
            OpenWindow.until(() -> robot.lookup("#review .fact-line").tryQuery().isPresent());
            look(window, "look-claim");
            Visit.to(robot, Page.STAKING);
            robot.interact(() -> robot.lookup("#amount").queryAs(TextField.class).setText("1"));
            for (String wish : List.of("#unstake", "#claimYield", "#unbonding .button")) {
                fire(robot, wish);
                OpenWindow.until(() -> robot.lookup("#forecast .fact-line").tryQuery().isPresent());
                look(window, "look-" + wish.replaceAll("\\W", "").toLowerCase(Locale.ROOT));
                fire(robot, "#back");
            }
            window.close();
        }
        assertThat(faults).isEmpty();
    }

    private static void choosePicture(FxRobot robot) {
        robot.interact(
                () -> {
                    robot.lookup("#personal-2").queryAs(ToggleButton.class).fire();
                    robot.lookup("#personalWords").queryAs(TextField.class).setText("blue barn");
                });
        fire(robot, "#personalSave");
    }

    private void look(OpenWindow window, String name) throws IOException {
        // The window's picture index asks for few pictures; every size and language is measured.
        boolean all = Boolean.getBoolean("hearth.pictures");
        for (Theme theme : all ? List.of(Theme.values()) : List.of(Theme.LIGHT)) {
            faults.addAll(window.check(name, theme, all));
        }
        window.assertAccessible();
        if (!all) {
            window.photograph(name);
        }
    }

    private static void scrollTo(FxRobot robot, String name) {
        robot.interact(
                () -> {
                    Node node = robot.lookup(name).query();
                    Node pane = node;
                    while (!(pane instanceof ScrollPane)) {
                        pane = pane.getParent();
                    }
                    Viewport.bringIntoView((ScrollPane) pane, node.getParent().getParent());
                });
    }

    private static void fire(FxRobot robot, String name) {
        OpenWindow.until(
                () ->
                        robot.lookup(name)
                                .match((Button b) -> !b.isDisabled())
                                .tryQuery()
                                .isPresent());
        robot.interact(
                () ->
                        robot.lookup(name)
                                .match((Button b) -> !b.isDisabled())
                                .<Button>query()
                                .fire());
    }

    private OpenWindow open(Language language) {
        return WaitForAsyncUtils.waitForAsyncFx(60_000, () -> Visit.open(stage, language));
    }
}
