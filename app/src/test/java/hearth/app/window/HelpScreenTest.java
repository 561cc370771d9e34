package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class HelpScreenTest {
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
    void opensByKeyAndAsksForNothing(FxRobot robot) {
        robot.push(KeyCode.F1);
        OpenWindow.until(() -> robot.lookup("What is a shard?").tryQuery().isPresent());
        assertThat(robot.lookup(node -> node instanceof TextInputControl).queryAll()).isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT7);
        OpenWindow.until(() -> robot.lookup("#nav-hardware").<ToggleButton>query().isSelected());
        // While a question is open, no key leads away from it.
        window.requestClose();
        robot.push(KeyCode.F1);
        assertThat(robot.lookup("#nav-hardware").<ToggleButton>query().isSelected()).isTrue();
    }
}
