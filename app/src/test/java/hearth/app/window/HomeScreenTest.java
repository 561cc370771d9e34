package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Switch;
import hearth.app.look.Theme;
import hearth.app.wallet.WalletState.Presence;

import javafx.geometry.Bounds;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;

@ExtendWith(ApplicationExtension.class)
class HomeScreenTest {
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
    void showsWhatRunsUnderAnyTitleAndStopsAtTheSwitch(FxRobot robot) throws IOException {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        window.photograph("home");
        window.assertAccessible();
        agent.publish(Snapshots::longTitled);
        OpenWindow.until(() -> robot.lookup(Snapshots.LONGEST_TITLE).tryQuery().isPresent());
        assertThat(window.check("home-long-titles", Theme.LIGHT, true)).isEmpty();
        agent.publish(now -> Snapshots.busy());
        OpenWindow.until(() -> robot.lookup(Snapshots.LONGEST_TITLE).tryQuery().isEmpty());
        var size = strip(robot);
        agent.publish(now -> Snapshots.waiting(now, "no-work"));
        OpenWindow.until(() -> robot.lookup("Last training loss").tryQuery().isPresent());
        assertThat(strip(robot)).as("nothing below moves between two leases").isEqualTo(size);
        assertThat(window.check("home-between-leases", Theme.LIGHT, true)).isEmpty();
        assertThat(window.check("home-between-leases", Theme.DARK, true)).isEmpty();
        agent.publish(now -> Snapshots.busy());
        robot.clickOn(robot.lookup(node -> node instanceof Switch).<Switch>query());
        OpenWindow.until(() -> robot.lookup("Sharing is off").tryQuery().isPresent());
        assertThat(agent.snapshot().sharing()).isFalse();
        window.photograph("home-off");
        window.scrollDown(robot);
        window.photograph("home-below");
    }

    private static Bounds strip(FxRobot robot) {
        var strip = robot.lookup("#running").query();
        assertThat(strip.isVisible()).isTrue();
        return strip.getLayoutBounds();
    }
}
