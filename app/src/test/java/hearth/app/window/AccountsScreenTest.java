package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class AccountsScreenTest {
    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window =
                new OpenWindow(
                        stage,
                        new InMemoryAgent(Snapshots.busy()),
                        InMemoryWallet.of(Presence.UNLOCKED),
                        true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void addsNamesChoosesAndWatches(FxRobot robot) throws IOException {
        robot.clickOn("#nav-wallet");
        press(robot, "#accounts");
        OpenWindow.until(() -> robot.lookup("#use").tryQuery().isPresent());
        press(robot, "#use");
        OpenWindow.until(() -> robot.lookup("Everyday").tryQuery().isPresent());
        press(robot, "#rename-account");
        type(robot, "#newName", "Savings");
        press(robot, "#rename");
        OpenWindow.until(() -> robot.lookup("Savings").tryQuery().isPresent());
        type(robot, "#watchAddress", "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65");
        type(robot, "#watchName", "Shop");
        press(robot, "#watch");
        OpenWindow.until(() -> robot.lookup("Shop").tryQuery().isPresent());
        type(robot, "#contactAddress", "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65");
        type(robot, "#contactName", "Shop again");
        press(robot, "#addContact");
        OpenWindow.until(() -> robot.lookup("#contactError").query().isVisible());
        assertThat(robot.lookup("#errorLine").query().isVisible()).isFalse();
        window.assertAccessible();
        window.photograph("accounts-refused");
        press(robot, "#leaveButton");
        OpenWindow.until(() -> robot.lookup("#send").tryQuery().isPresent());
    }

    private static void press(FxRobot robot, String button) {
        robot.interact(() -> robot.lookup(button).queryAs(Button.class).fire());
    }

    private static void type(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextField.class).setText(text));
        assertThat(robot.lookup(field).queryAs(TextField.class).getText()).isEqualTo(text);
    }
}
