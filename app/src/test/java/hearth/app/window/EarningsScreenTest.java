package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class EarningsScreenTest {
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
    void listsResultsAndExplainsTheChosenOne(FxRobot robot) throws IOException {
        robot.clickOn("#nav-earnings");
        OpenWindow.until(() -> robot.lookup("24 results").tryQuery().isPresent());
        window.photograph("earnings");
        window.assertAccessible();
        robot.interact(
                () ->
                        robot.lookup("#table")
                                .queryAs(TableView.class)
                                .getSelectionModel()
                                .select(4));
        OpenWindow.until(() -> robot.lookup("3.1 (at most 2.4)").tryQuery().isPresent());
        assertThat(robot.lookup("#amount").queryAs(Label.class).getText()).isEqualTo("Nothing");
        window.scrollDown(robot);
        window.photograph("earnings-why");
    }
}
