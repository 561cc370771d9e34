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
class OtherScreensTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
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
    void shows(FxRobot robot) throws IOException {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        for (String page : java.util.List.of("earnings", "wallet", "staking", "settings")) {
            robot.clickOn("#nav-" + page);
            window.photograph(page);
        }
    }
}
