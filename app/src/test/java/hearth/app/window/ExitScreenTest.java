package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.wallet.WalletState.Funds;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Button;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.math.BigDecimal;

@ExtendWith(ApplicationExtension.class)
class ExitScreenTest {
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.UNLOCKED);

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window = new OpenWindow(stage, new InMemoryAgent(Snapshots.busy()), wallet, true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void leadsOutStepByStepAndAsksBeforeEach(FxRobot robot) throws IOException {
        robot.clickOn("#nav-settings");
        robot.interact(() -> robot.lookup("#exit").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#claim").tryQuery().isPresent());
        assertThat(window.check("exit", Theme.LIGHT, true)).isEmpty();
        window.assertAccessible();
        robot.interact(() -> robot.lookup("#claim").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("Claim what was settled?").tryQuery().isPresent());
        assertThat(claimable()).isEqualByComparingTo("0.2397");
        OpenWindow.until(() -> robot.lookup("#forecast .fact-line").tryQuery().isPresent());
        assertThat(window.check("exit-confirm", Theme.LIGHT, true)).isEmpty();
        window.assertAccessible();
        robot.clickOn("#confirm");
        OpenWindow.until(() -> claimable().signum() == 0);
        OpenWindow.until(() -> robot.lookup("#claim").tryQuery().isEmpty());
        robot.interact(() -> robot.lookup("#export").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#exported").query().isVisible());
        window.scrollDown(robot);
        window.photograph("exit-below");
        robot.interact(() -> robot.lookup("#leaveButton").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#copyFolder").tryQuery().isPresent());
    }

    private BigDecimal claimable() {
        return wallet.state().funds().flatMap(Funds::claimable).orElseThrow().ember();
    }
}
