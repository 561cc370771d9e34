package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.look.Theme;
import hearth.app.text.Amounts;
import hearth.app.text.Language;

import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
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
import java.util.TreeSet;
import java.util.regex.Pattern;

/// One switch for every page, and the owner's own picture before a signature.
@ExtendWith(ApplicationExtension.class)
class HiddenAmountsTest {
    /// An amount with its unit, or in a currency.
    private static final Pattern MONEY =
            Pattern.compile("[0-9][0-9.,]*\\s?(EMBER|€|coins)|[€$][0-9]");

    /// Not the owner's money: proposals and explanations.
    private static final Set<Page> PUBLIC = Set.of(Page.VOTES, Page.HELP);

    /// The rules of staking, reckoned for what is typed.
    private static final Pattern RULES =
            Pattern.compile("in one case|wait and stake more|until you type an amount");

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shared) throws IOException {
        stage = shared;
        window = Visit.open(shared, Language.ENGLISH);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void hidesTheOwnersMoneyOnEveryPageAndShowsWhatIsSigned(FxRobot robot) throws IOException {
        Visit.to(robot, Page.WALLET);
        OpenWindow.until(() -> shown().contains("12.4075"));
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.H);
        OpenWindow.until(() -> window.settings().privacy().amountsHidden());
        OpenWindow.until(() -> shown().contains(Amounts.HIDDEN));
        var seen = new TreeSet<String>();
        for (Page page : Page.values()) {
            Visit.to(robot, page);
            if (!PUBLIC.contains(page)) {
                shown().stream()
                        .filter(text -> text.contains("12.4075") || MONEY.matcher(text).find())
                        .filter(text -> !RULES.matcher(text).find())
                        .map(text -> page + ": " + text)
                        .forEach(seen::add);
            }
        }
        assertThat(seen).isEmpty();
        Visit.to(robot, Page.WALLET);
        window.check("wallet-hidden", Theme.LIGHT, true);
        robot.interact(
                () -> {
                    robot.lookup("#to")
                            .queryAs(TextField.class)
                            .setText("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
                    robot.lookup("#amount").queryAs(TextField.class).setText("2");
                    robot.lookup("#send").queryAs(Button.class).fire();
                });
        OpenWindow.until(() -> shown().contains("Send 2 EMBER to"));
        assertThat(shown()).contains("−2 EMBER").doesNotContain("10.4075 EMBER");
        robot.interact(() -> robot.lookup("#amounts").queryAs(ToggleButton.class).fire());
        OpenWindow.until(() -> shown().contains("12.4075"));
        assertThat(window.settings().privacy().amountsHidden()).isFalse();
    }

    @Test
    void showsTheOwnersPictureWhereSomethingIsSigned(FxRobot robot) throws IOException {
        Visit.to(robot, Page.SETTINGS);
        robot.interact(
                () -> {
                    robot.lookup("#personal-2").queryAs(ToggleButton.class).fire();
                    robot.lookup("#personalWords").queryAs(TextField.class).setText("blue barn");
                    robot.lookup("#personalSave").queryAs(Button.class).fire();
                });
        OpenWindow.until(() -> window.settings().privacy().mark().isPresent());
        window.check("settings-privacy", Theme.LIGHT, true);
        window.assertAccessible();
        Visit.to(robot, Page.STAKING);
        robot.interact(
                () -> {
                    robot.lookup("#amount").queryAs(TextField.class).setText("1");
                    robot.lookup("#unstake").queryAs(Button.class).fire();
                });
        OpenWindow.until(() -> shown().contains("Ask for 1 EMBER back?"));
        assertThat(shown()).contains("blue barn");
        assertThat(window.check("staking-unstake", Theme.DARK, true)).isEmpty();
        window.assertAccessible();
        Visit.to(robot, Page.WALLET);
        robot.interact(() -> robot.lookup("#lock").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#unlock").queryAs(Button.class).isVisible());
        OpenWindow.until(() -> shown().contains("blue barn"));
        assertThat(window.check("wallet-locked-own-picture", Theme.LIGHT, true)).isEmpty();
        window.assertAccessible();
    }

    /// Every text that can be seen.
    private List<String> shown() {
        var found = new ArrayList<String>();
        WaitForAsyncUtils.waitForAsyncFx(30_000, () -> walk(stage.getScene().getRoot(), found));
        return found;
    }

    private static void walk(Node node, List<String> found) {
        if (!node.isVisible()) {
            return;
        }
        switch (node) {
            case Labeled labeled -> found.add(labeled.getText() == null ? "" : labeled.getText());
            case Text text -> found.add(text.getText());
            default -> {}
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, found));
        }
    }
}
