package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.estimate.Estimates;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;

import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.util.List;

@ExtendWith(ApplicationExtension.class)
class OnboardingScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.fresh());
    private final InMemoryWallet wallet = InMemoryWallet.missing();

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window = new OpenWindow(stage, agent, wallet, false);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void leadsFromAFreshWalletToSharing(FxRobot robot) throws IOException {
        OpenWindow.until(() -> sees(robot, "Welcome to Hearth"));
        window.photograph("onboarding-1-choose");
        window.assertAccessible();
        robot.clickOn("#createNew");
        OpenWindow.until(() -> sees(robot, "Your twelve words"));
        window.photograph("onboarding-1-words");
        List<String> words =
                robot.lookup(".word").queryAllAs(Label.class).stream().map(Label::getText).toList();
        robot.clickOn("#written").clickOn("#next");
        OpenWindow.until(() -> sees(robot, "Check what you wrote"));
        for (String field : List.of("first", "second", "third", "fourth")) {
            String name = robot.lookup("#" + field + "Name").queryAs(Label.class).getText();
            int number = Integer.parseInt(name.replaceAll("\\D", ""));
            type(robot, "#" + field, words.get(number - 1));
        }
        window.photograph("onboarding-1-check");
        window.assertAccessible();
        robot.clickOn("#next");
        OpenWindow.until(() -> sees(robot, "Choose a password"));
        type(robot, "#password", "correct horse");
        type(robot, "#again", "another horse");
        robot.clickOn("#next");
        OpenWindow.until(
                () -> sees(robot, "The two passwords are not the same. Enter them again."));
        assertThat(robot.lookup("#password").query().isFocused()).isTrue();
        window.photograph("onboarding-1-password");
        type(robot, "#password", "correct horse");
        type(robot, "#again", "correct horse");
        robot.clickOn("#next");
        OpenWindow.until(() -> sees(robot, "AMD Ryzen 7 5800X, 16 cores"));
        window.photograph("onboarding-2-computer");
        checksEarnings(robot);
        robot.clickOn("#next");
        OpenWindow.until(() -> sees(robot, "Start sharing now"));
        OpenWindow.until(() -> !window.check().runs());
        window.photograph("onboarding-3-share");
        window.assertAccessible();
        robot.clickOn("#next");
        OpenWindow.until(() -> sees(robot, "Training now"));
        assertThat(agent.bindings()).hasSize(1);
        assertThat(agent.snapshot().sharing()).isTrue();
        window.photograph("home-first");
    }

    /// Stops it, sees it fail, reads an answer, and leaves while it runs.
    private void checksEarnings(FxRobot robot) throws IOException {
        robot.clickOn("#check-start");
        OpenWindow.until(() -> window.check().runs());
        assertThat(sees(robot, "Training to measure it. This takes about half a minute.")).isTrue();
        robot.clickOn("#check-stop");
        OpenWindow.until(() -> robot.lookup("#check-start").queryButton().isFocused());
        assertThat(window.check().runs()).isFalse();
        window.check().breaks();
        robot.clickOn("#check-start");
        OpenWindow.until(() -> sees(robot, "Check again"));
        window.check()
                .answers(
                        Estimates.of(
                                Estimates.at(1e14),
                                Estimates.terms(Estimates.flat("0.3"), "EUR", "1")));
        robot.clickOn("#check-start");
        OpenWindow.until(() -> sees(robot, "€7.06 to €7.92 a day"));
        window.photograph("onboarding-2-earnings");
        window.photographSmall("onboarding-2-earnings");
        window.assertAccessible();
        robot.interact(() -> robot.lookup("#check-start").queryButton().fire());
        OpenWindow.until(() -> window.check().runs());
    }

    @Test
    void keepsTheFirstStepsWhenTheKeyThatHidesAmountsIsPressed(FxRobot robot) {
        OpenWindow.until(() -> sees(robot, "Welcome to Hearth"));
        robot.clickOn("#createNew");
        OpenWindow.until(() -> sees(robot, "Your twelve words"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.H);
        // Settings are kept one after the other: with this one the one before would be there too.
        robot.push(KeyCode.CONTROL, KeyCode.ADD);
        OpenWindow.until(() -> window.settings().view().zoom() > 100);
        assertThat(sees(robot, "Your twelve words")).isTrue();
        assertThat(window.settings().privacy().amountsHidden()).isFalse();
    }

    private static boolean sees(FxRobot robot, String text) {
        return robot.lookup(text).tryQuery().filter(node -> isShown(node)).isPresent();
    }

    private static boolean isShown(javafx.scene.Node node) {
        for (javafx.scene.Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    private static void type(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextInputControl.class).setText(text));
    }
}
