package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Button;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class StakingScreenTest {
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
    void stakesWhatWasTyped(FxRobot robot) throws IOException {
        robot.clickOn("#nav-staking");
        OpenWindow.until(() -> robot.lookup("10%").tryQuery().isPresent());
        robot.interact(
                () -> robot.lookup("#amount").queryAs(TextInputControl.class).setText("600"));
        OpenWindow.until(() -> robot.lookup("#error").query().isVisible());
        window.photograph("staking");
        window.assertAccessible();
        robot.interact(() -> robot.lookup("#amount").queryAs(TextInputControl.class).setText("2"));
        robot.interact(() -> robot.lookup("#term-90").queryAs(RadioButton.class).fire());
        robot.interact(() -> robot.lookup("#stake").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("Bind 2 EMBER for 90 days?").tryQuery().isPresent());
        window.photograph("staking-confirm");
        window.assertAccessible();
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("7").tryQuery().isPresent());
        assertThat(wallet.state().staking().orElseThrow().staked().ember())
                .isEqualByComparingTo("7");
        window.scrollDown(robot);
        window.photograph("staking-below");
    }
}
