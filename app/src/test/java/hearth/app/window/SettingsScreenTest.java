package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.settings.Settings.Appearance;
import hearth.app.settings.View.Motion;
import hearth.app.text.Language;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.util.Optional;

@ExtendWith(ApplicationExtension.class)
class SettingsScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.UNLOCKED);

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window = new OpenWindow(stage, agent, wallet, true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void startsAtLoginWhereTheSystemTakesItAndSaysWhereNot(FxRobot robot) throws IOException {
        robot.clickOn("#nav-settings");
        OpenWindow.until(
                () -> robot.lookup("Hearth begins when you open it.").tryQuery().isPresent());
        window.scrollTo(robot, "#startAtLogin");
        robot.clickOn("#startAtLogin");
        OpenWindow.until(window.loginStart()::isInstalled);
        OpenWindow.until(() -> said(robot).startsWith("Registered with systemd"));
        robot.clickOn("#startAtLogin");
        OpenWindow.until(() -> !window.loginStart().isInstalled());
        OpenWindow.until(() -> said(robot).startsWith("Hearth begins"));
        window.loginStart().fail(Optional.of("systemctl --user enable --now hearth-agent.service"));
        robot.clickOn("#startAtLogin");
        OpenWindow.until(() -> said(robot).contains("systemctl --user enable"));
        assertThat(window.check("settings-login", Theme.LIGHT, false)).isEmpty();
        window.scrollTo(robot, "#login");
        window.photographSmall("settings-login");
        window.assertAccessible();
    }

    private static String said(FxRobot robot) {
        return robot.lookup("#startAtLoginSaid").queryLabeled().getText();
    }

    @Test
    void remembersTheLook(FxRobot robot) throws IOException {
        robot.clickOn("#nav-settings");
        OpenWindow.until(() -> robot.lookup("0.1.0").tryQuery().isPresent());
        window.photograph("settings");
        window.assertAccessible();
        robot.clickOn("#dark");
        OpenWindow.until(() -> window.settings().appearance() == Appearance.DARK);
        assertThat(robot.lookup("Look: dark").tryQuery()).isPresent();
    }

    @Test
    void makesEverythingLargerByButtonAndByKeyAndKeepsThat(FxRobot robot) {
        robot.clickOn("#nav-settings");
        robot.clickOn("#larger");
        OpenWindow.until(() -> window.settings().view().zoom() == 110);
        assertThat(robot.lookup("110%").tryQuery()).isPresent();
        robot.push(KeyCode.CONTROL, KeyCode.MINUS);
        robot.push(KeyCode.CONTROL, KeyCode.MINUS);
        OpenWindow.until(() -> window.settings().view().zoom() == 90);
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT0);
        OpenWindow.until(() -> window.settings().view().zoom() == 100);
        robot.clickOn("#motionReduced");
        OpenWindow.until(() -> window.settings().view().motion() == Motion.REDUCED);
    }

    @Test
    void showsWhatALinkNamesAndNothingElse(FxRobot robot) {
        window.follow("hearth://pair/K7QM-2XHD");
        OpenWindow.until(() -> robot.lookup("#machines-typed").tryQuery().isPresent());
        assertThat(robot.lookup("#machines-typed").queryAs(TextField.class).getText())
                .isEqualTo("K7QM-2XHD");
        window.follow("hearth://job/fashion-cnn/../../x");
        OpenWindow.until(() -> robot.lookup(".toast").tryQuery().isPresent());
        assertThat(robot.lookup("#machines-typed").tryQuery()).isPresent();
        assertThat(agent.joined()).isEmpty();
        var before = wallet.state();
        window.follow("hearth://claim");
        OpenWindow.until(() -> robot.lookup("#machines-typed").tryQuery().isEmpty());
        assertThat(wallet.state()).isEqualTo(before);
    }

    @Test
    void speaksAnotherLanguageAtOnceAndBack(FxRobot robot) {
        robot.clickOn("#nav-settings");
        robot.clickOn("#german");
        OpenWindow.until(() -> robot.lookup("Einstellungen").tryQuery().isPresent());
        assertThat(window.settings().language()).isEqualTo(Language.GERMAN);
        // The new frame has its own line to the agent.
        OpenWindow.until(() -> robot.lookup("0.1.0").tryQuery().isPresent());
        robot.clickOn("#nav-home");
        OpenWindow.until(() -> robot.lookup("Training läuft").tryQuery().isPresent());
        robot.clickOn("#nav-settings");
        robot.clickOn("#english");
        OpenWindow.until(() -> robot.lookup("Settings").tryQuery().isPresent());
        assertThat(robot.lookup("Einstellungen").tryQuery()).isEmpty();
    }

    @Test
    void joinsANetworkByKeysOnceThePublishersKeyIsCompared(FxRobot robot) throws IOException {
        robot.clickOn("#nav-settings");
        robot.clickOn("#networkJoin").write("nowhere.json").push(KeyCode.ENTER);
        OpenWindow.until(() -> robot.lookup("There is no such file.").tryQuery().isPresent());
        robot.lookup("#networkFile").queryAs(TextField.class).clear();
        robot.write("village.json").push(KeyCode.ENTER);
        OpenWindow.until(() -> robot.lookup("#networkConfirm").tryQuery().isPresent());
        assertThat(robot.lookup("https://coordinator.village.example").tryQuery()).isPresent();
        window.photograph("settings-network");
        window.assertAccessible();
        var join = robot.lookup("#networkConfirm").queryButton();
        assertThat(join.isDisabled()).isTrue();
        robot.clickOn("#networkCompared");
        assertThat(join.isDisabled()).isFalse();
        robot.clickOn("#networkConfirm");
        OpenWindow.until(() -> window.networks().reopens());
        assertThat(window.networks().joined()).contains("village");
    }
}
