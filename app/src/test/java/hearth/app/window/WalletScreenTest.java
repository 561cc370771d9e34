package hearth.app.window;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

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
class WalletScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final InMemoryWallet wallet = InMemoryWallet.of(Presence.LOCKED);

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
    void unlocksAndClaims(FxRobot robot) throws IOException {
        robot.clickOn("#nav-wallet");
        OpenWindow.until(() -> robot.lookup("The wallet is locked").tryQuery().isPresent());
        window.photograph("wallet-locked");
        window.assertAccessible();
        fill(robot, "#password", InMemoryWallet.PASSWORD);
        robot.clickOn("#unlock");
        OpenWindow.until(() -> wallet.state().presence() == Presence.UNLOCKED);
        window.photograph("wallet");
        window.assertAccessible();
        robot.clickOn("#claim");
        OpenWindow.until(() -> robot.lookup("13.0528").tryQuery().isPresent());
        window.photograph("wallet-claimed");
        fill(robot, "#to", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");
        fill(robot, "#amount", "1.5");
        window.scrollDown(robot);
        robot.clickOn("#send");
        OpenWindow.until(() -> robot.lookup("Send 1.5 EMBER to").tryQuery().isPresent());
        window.photograph("wallet-review");
        window.assertAccessible();
        window.scrollDown(robot);
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("11.5528").tryQuery().isPresent());
    }

    private static void fill(FxRobot robot, String field, String text) {
        robot.interact(() -> robot.lookup(field).queryAs(TextInputControl.class).setText(text));
    }
}
