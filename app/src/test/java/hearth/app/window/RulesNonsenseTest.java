package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.wallet.WalletState.Presence;
import hearth.worker.policy.RunRules;

import javafx.event.ActionEvent;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a clumsy owner types into every field of When to run and of the limits on Hardware: it is
/// said beside that field what is wrong, and no rule changes.
@ExtendWith(ApplicationExtension.class)
class RulesNonsenseTest {
    private static final int LONGEST = 200;
    private static final String PROGRAMS = "rule-programs-first-names";

    private static final List<String> NUMBERS =
            List.of(
                    "",
                    "   ",
                    "-1",
                    "−1",
                    "+1",
                    "NaN",
                    "Infinity",
                    "hot",
                    "83 °C",
                    "8 3",
                    "1e3",
                    "1e400",
                    "0x10",
                    "1,234",
                    "1.234",
                    "1.000.000",
                    "1..2",
                    "99999999999",
                    "99999999999999999999",
                    "٣",
                    "\u202e38",
                    "9".repeat(10_000));

    private static final List<String> NAMES =
            List.of(
                    "/usr/bin/obs",
                    "C:\\obs.exe",
                    "..",
                    "a/b",
                    "poh\u202eS",
                    "x".repeat(10_000),
                    "obs, b/c");

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
    void changesNoRuleAndSaysWhy(FxRobot robot) {
        robot.clickOn("#nav-rules");
        OpenWindow.until(() -> !robot.lookup("#reset").query().isDisabled());
        assertThat(typeInto(robot)).isGreaterThan(20);
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup("#use-gpu-0").tryQuery().isPresent());
        OpenWindow.until(() -> !robot.lookup("#use-gpu-0").query().isDisabled());
        assertThat(typeInto(robot)).isGreaterThan(10);
    }

    /// @return how many fields there were
    private int typeInto(FxRobot robot) {
        Set<TextField> fields = robot.lookup(".rule-field").queryAllAs(TextField.class);
        var faults = new ArrayList<String>();
        for (TextField field : fields) {
            for (String typed : PROGRAMS.equals(field.getId()) ? NAMES : NUMBERS) {
                String said = WaitForAsyncUtils.waitForAsyncFx(30_000, () -> enter(field, typed));
                if (!said.startsWith("Nothing changed") || said.length() > LONGEST) {
                    faults.add("%s, %.20s: \"%s\"".formatted(field.getId(), typed, said));
                }
            }
        }
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(faults).isEmpty();
        assertThat(agent.rules()).contains(RunRules.USUAL);
        return fields.size();
    }

    private static String enter(TextField field, String typed) {
        field.setText(typed);
        field.fireEvent(new ActionEvent());
        Node line = field;
        while (!line.getStyleClass().contains("rule-line")) {
            line = line.getParent();
        }
        return ((Label) line.lookup(".error")).getText();
    }
}
