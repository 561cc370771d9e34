package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Contrast;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.ManyResults;
import hearth.app.fixture.Snapshots;
import hearth.app.look.SmoothAreaChart;
import hearth.app.look.Theme;
import hearth.app.wallet.WalletState.Presence;

import javafx.animation.AnimationTimer;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.layout.Region;
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
    /// Two grounds beside each other, as contrast; a pill whose ground is nearer to its row's looks
    /// like loose words.
    private static final double SEEN = 1.1;

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
        assertThat(contrastOfTheChosenBadge(robot)).isGreaterThan(SEEN);
        window.scrollDown(robot);
        assertThat(contrastOfTheThumb(robot)).isGreaterThan(3);
        window.photograph("earnings-why");
    }

    @Test
    void listsResultsUnderAnyTitle(FxRobot robot) throws IOException {
        agent.publish(Snapshots::longTitled);
        robot.clickOn("#nav-earnings");
        OpenWindow.until(() -> robot.lookup(Snapshots.LONGEST_TITLE).tryQuery().isPresent());
        assertThat(window.check("earnings-long-titles", Theme.LIGHT, true)).isEmpty();
        window.scrollDown(robot);
        window.photograph("earnings-long-titles-below");
    }

    /// A year of short leases. How long the screen stood still at most is printed, not asserted:
    /// other work on the machine is in it.
    @Test
    void opensAHundredThousandResults(FxRobot robot) {
        agent.remember(ManyResults.of(100_000));
        var gap = new LongestGap();
        robot.interact(gap::start);
        robot.interact(() -> robot.lookup("#nav-earnings").queryAs(ButtonBase.class).fire());
        OpenWindow.until(() -> robot.lookup("100,000 results").tryQuery().isPresent());
        OpenWindow.until(() -> points(robot) > 400);
        robot.interact(gap::stop);
        System.out.printf(
                "Earnings with 100,000 results: longest gap between frames %d ms%n", gap.millis());
        assertThat(points(robot)).isLessThanOrEqualTo(500);
        assertThat(robot.lookup(".table-cell").queryAll()).as("cells").hasSizeLessThan(200);
    }

    private static int points(FxRobot robot) {
        return robot.lookup("#chart").queryAs(SmoothAreaChart.class).getData().stream()
                .mapToInt(series -> series.getData().size())
                .sum();
    }

    private static final class LongestGap extends AnimationTimer {
        private long last;
        private long longest;

        @Override
        public void handle(long now) {
            longest = Math.max(longest, last == 0 ? 0 : now - last);
            last = now;
        }

        private long millis() {
            return longest / 1_000_000;
        }
    }

    private static double contrastOfTheChosenBadge(FxRobot robot) {
        Region row =
                robot.lookup((Node node) -> node instanceof TableRow<?> r && r.isSelected())
                        .query();
        return Contrast.of((Region) row.lookup(".badge"), row);
    }

    /// The thumb of the page's scroll bar, beside the page.
    private static double contrastOfTheThumb(FxRobot robot) {
        return Contrast.of(
                robot.lookup(".page-scroll").lookup(".scroll-bar:vertical .thumb").query(),
                robot.lookup(".page").query());
    }
}
