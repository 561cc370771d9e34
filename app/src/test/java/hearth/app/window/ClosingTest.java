package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

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
class ClosingTest {
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
    void asksWhileSharingIsOnAndKeepsSharing(FxRobot robot) throws IOException {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        window.requestClose();
        assertThat(window.isShowing()).isTrue();
        OpenWindow.until(() -> robot.lookup("Keep sharing").tryQuery().isPresent());
        window.photograph("closing");
        window.assertAccessible();
        robot.clickOn("Keep sharing");
        OpenWindow.until(() -> !window.isShowing());
        assertThat(window.settings().keptSharing()).isTrue();
        assertThat(agent.isStopped()).isFalse();
    }

    @Test
    void stopsTheAgentWhenAskedTo(FxRobot robot) {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        window.requestClose();
        robot.clickOn("Stop and quit");
        OpenWindow.until(() -> !window.isShowing());
        assertThat(agent.isStopped()).isTrue();
    }

    @Test
    void closesAtOnceWhileSharingIsOff(FxRobot robot) {
        agent.publish(Snapshots::off);
        OpenWindow.until(() -> robot.lookup("Sharing is off").tryQuery().isPresent());
        window.requestClose();
        assertThat(window.isShowing()).isFalse();
    }

    @Test
    void saysThatTheAgentIsGoneAndComesBack(FxRobot robot) throws IOException {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        agent.gone(true);
        OpenWindow.until(() -> robot.lookup("The agent is not answering").tryQuery().isPresent());
        window.photograph("lost");
        agent.gone(false);
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
    }

    @Test
    void closesThoughTheSettingsCannotBeKept(FxRobot robot) throws IOException {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        window.breakSettings();
        window.requestClose();
        robot.clickOn("Keep sharing");
        OpenWindow.until(() -> !window.isShowing());
        assertThat(agent.isStopped()).isFalse();
    }
}
