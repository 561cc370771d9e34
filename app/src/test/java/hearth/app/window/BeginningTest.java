package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.background.FxBackground;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Snapshots;

import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.ProgressBar;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

@ExtendWith(ApplicationExtension.class)
class BeginningTest {
    @TempDir private Path home;
    private final CompletableFuture<Optional<WindowParts>> gone = new CompletableFuture<>();
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final CompletableFuture<WindowParts> network = new CompletableFuture<>();

    @SuppressWarnings("NullAway.Init") // TestFX calls start before each test.
    private Stage stage;

    @Start
    void start(Stage shown) {
        stage = shown;
        new Beginning(
                        shown,
                        new FxBackground(),
                        home,
                        gone,
                        WindowTrace.of(Map.of(), InstantSource.system()))
                .show(agent.links(), network::get);
    }

    @Test
    void showsThatHearthIsStartingBeforeTheNetworkIsThere(FxRobot robot) {
        assertThat(stage.isShowing()).isTrue();
        assertThat(robot.lookup(node -> node instanceof ProgressBar).tryQuery()).isPresent();
    }

    @Test
    void saysWhatTheComputerDoesBeforeTheNetworkIsThere(FxRobot robot) {
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        assertThat(robot.lookup(node -> node instanceof ProgressBar).tryQuery()).isPresent();
    }

    @Test
    void saysWhereTheReasonIsWhenTheNetworkDoesNotStart(FxRobot robot) {
        network.completeExceptionally(new IllegalStateException("no chain"));
        OpenWindow.until(() -> robot.lookup(node -> node instanceof Button).tryQuery().isPresent());
        assertThat(robot.lookup(node -> node instanceof Labeled).<Labeled>queryAll())
                .extracting(Labeled::getText)
                .anyMatch(text -> text.contains(home.resolve("logs").toString()))
                .noneMatch(text -> text.contains("no chain"));
        robot.clickOn((Button) robot.lookup(node -> node instanceof Button).query());
        assertThat(gone).isCompletedExceptionally();
        assertThat(stage.isShowing()).isFalse();
    }
}
