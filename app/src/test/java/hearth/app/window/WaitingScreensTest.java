package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryVotes;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Skeleton;
import hearth.app.look.Theme;

import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// Pages whose chain and agent have not answered: they say so, and never that there is nothing.
@ExtendWith(ApplicationExtension.class)
class WaitingScreensTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        agent.gone(true);
        window = new OpenWindow(stage, agent, InMemoryWallet.waiting(), InMemoryVotes.waiting());
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void showThatTheyWaitUntilTheyKnow(FxRobot robot) throws IOException {
        var faults = new TreeSet<String>();
        for (Page page : List.of(Page.WALLET, Page.STAKING, Page.VOTES, Page.EARNINGS)) {
            String name = page.name().toLowerCase(Locale.ROOT);
            robot.interact(() -> robot.lookup("#nav-" + name).queryAs(ToggleButton.class).fire());
            OpenWindow.until(
                    () ->
                            robot.lookup((Node node) -> node instanceof Skeleton)
                                    .match(WaitingScreensTest::isSeen)
                                    .tryQuery()
                                    .isPresent());
            assertThat(
                            robot.lookup(".stat-tile .stat-value")
                                    .match(WaitingScreensTest::isSeen)
                                    .<javafx.scene.control.Label>queryAll())
                    .as(name)
                    .allMatch(figure -> figure.getGraphic() != null);
            for (Theme theme : Theme.values()) {
                faults.addAll(window.check("waiting-" + name, theme, true));
            }
            window.assertAccessible();
        }
        agent.gone(false);
        OpenWindow.until(() -> robot.lookup("24 results").tryQuery().isPresent());
        assertThat(robot.lookup("#waiting").query().isVisible()).isFalse();
        assertThat(faults).isEmpty();
    }

    private static boolean isSeen(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }
}
