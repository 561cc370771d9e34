package hearth.app.window;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class JobsScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window = new OpenWindow(stage, agent, InMemoryWallet.of(Presence.UNLOCKED), true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void showsAnotherJobWhenItIsChosen(FxRobot robot) throws IOException {
        robot.clickOn("#nav-jobs");
        OpenWindow.until(() -> robot.lookup("2.402, at first 4.174").tryQuery().isPresent());
        robot.clickOn("#job-digits-cnn");
        OpenWindow.until(() -> robot.lookup("95.3%").tryQuery().isPresent());
        OpenWindow.until(
                () -> robot.lookup("proven devices in a whole sandbox").tryQuery().isPresent());
        window.photograph("jobs-digits");
        window.assertAccessible();
    }
}
