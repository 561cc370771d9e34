package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.Wei;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a person does who has no pointer: Tab, Space, Enter and letters, nothing else. Wherever the
/// focus goes it must be seen.
@ExtendWith(ApplicationExtension.class)
class KeyboardWalkTest {
    private static final int MOST_STOPS = 60;

    @SuppressWarnings("NullAway.Init") // TestFX calls start before each test.
    private Stage stage;

    @SuppressWarnings("NullAway.Init") // Each test opens it.
    private OpenWindow window;

    @Start
    void start(Stage shared) {
        stage = shared;
    }

    private void open(InMemoryAgent agent, InMemoryWallet wallet, boolean onboarded) {
        window =
                WaitForAsyncUtils.waitForAsyncFx(
                        60_000, () -> new OpenWindow(stage, agent, wallet, onboarded));
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void makesAWalletAndSharesWithKeysAlone(FxRobot robot) {
        var agent = new InMemoryAgent(Snapshots.fresh());
        open(agent, InMemoryWallet.missing(), false);
        OpenWindow.until(() -> sees(robot, "Welcome to Hearth"));
        press(robot, "createNew");
        OpenWindow.until(() -> sees(robot, "Your twelve words"));
        List<String> words =
                robot.lookup(".word").queryAllAs(Label.class).stream().map(Label::getText).toList();
        press(robot, "written");
        press(robot, "next");
        OpenWindow.until(() -> sees(robot, "Check what you wrote"));
        for (String field : List.of("first", "second", "third", "fourth")) {
            String name = robot.lookup("#" + field + "Name").queryAs(Label.class).getText();
            walkTo(robot, field);
            write(robot, words.get(Integer.parseInt(name.replaceAll("\\D", "")) - 1));
        }
        press(robot, "next");
        OpenWindow.until(() -> sees(robot, "Choose a password"));
        walkTo(robot, "password");
        write(robot, "correct horse");
        walkTo(robot, "again");
        write(robot, "correct horse");
        robot.push(KeyCode.ENTER);
        OpenWindow.until(() -> sees(robot, "AMD Ryzen 7 5800X, 16 cores"));
        robot.push(KeyCode.ENTER);
        OpenWindow.until(() -> sees(robot, "Start sharing now"));
        robot.push(KeyCode.ENTER);
        OpenWindow.until(() -> agent.snapshot().sharing());
        assertThat(agent.bindings()).hasSize(1);
    }

    @Test
    void switchesClaimsAndStakesWithKeysAlone(FxRobot robot) {
        var agent = new InMemoryAgent(Snapshots.busy());
        var wallet = InMemoryWallet.of(Presence.UNLOCKED);
        open(agent, wallet, true);
        OpenWindow.until(() -> sees(robot, "Training now"));
        press(robot, "sharing");
        OpenWindow.until(() -> !agent.snapshot().sharing());
        press(robot, "sharing");
        OpenWindow.until(() -> agent.snapshot().sharing());
        robot.push(KeyCode.CONTROL, digit(Page.WALLET));
        OpenWindow.until(() -> robot.lookup("#claim").tryQuery().isPresent());
        press(robot, "claim");
        OpenWindow.until(
                () ->
                        robot.lookup("#confirm")
                                .tryQuery()
                                .filter(KeyboardWalkTest::isShown)
                                .isPresent());
        press(robot, "confirm");
        OpenWindow.until(
                () -> wallet.state().funds().orElseThrow().claimable().orElseThrow().isZero());
        robot.push(KeyCode.CONTROL, digit(Page.STAKING));
        OpenWindow.until(() -> robot.lookup("#stake").tryQuery().isPresent());
        walkTo(robot, "amount");
        write(robot, "2");
        press(robot, "stake");
        OpenWindow.until(
                () ->
                        robot.lookup("#confirm")
                                .tryQuery()
                                .filter(KeyboardWalkTest::isShown)
                                .isPresent());
        press(robot, "confirm");
        OpenWindow.until(
                () -> wallet.state().staking().orElseThrow().staked().equals(Wei.ofEmber("7")));
    }

    private static KeyCode digit(Page page) {
        return page.keys().getCode();
    }

    /// Goes there and presses Space.
    private void press(FxRobot robot, String id) {
        walkTo(robot, id);
        robot.push(KeyCode.SPACE);
    }

    /// Presses Tab until the control has the focus; every stop on the way must show that it has it.
    private void walkTo(FxRobot robot, String id) {
        for (int stops = 0; stops < MOST_STOPS; stops++) {
            if (focused().filter(node -> id.equals(node.getId())).isPresent()) {
                return;
            }
            robot.push(KeyCode.TAB);
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(focused()).as("something has the focus").isPresent();
            assertThat(focused().filter(Node::isFocusVisible))
                    .as("the focus is seen on %s", focused())
                    .isPresent();
        }
        throw new AssertionError("Tab does not lead to " + id);
    }

    private Optional<Node> focused() {
        return Optional.ofNullable(
                WaitForAsyncUtils.waitForAsyncFx(30_000, () -> stage.getScene().getFocusOwner()));
    }

    private static void write(FxRobot robot, String text) {
        text.chars()
                .mapToObj(c -> String.valueOf((char) c).toUpperCase(Locale.ROOT))
                .map(c -> c.isBlank() ? KeyCode.SPACE : KeyCode.getKeyCode(c))
                .forEach(robot::push);
    }

    private static boolean sees(FxRobot robot, String text) {
        return robot.lookup(text).tryQuery().filter(KeyboardWalkTest::isShown).isPresent();
    }

    private static boolean isShown(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }
}
