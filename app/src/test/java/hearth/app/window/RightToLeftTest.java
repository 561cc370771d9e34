package hearth.app.window;

import static javafx.geometry.NodeOrientation.RIGHT_TO_LEFT;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.look.Theme;
import hearth.app.text.Language;

import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.VBox;
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
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every screen from right to left: nothing is cut or covered, and what has a direction has the
/// other one. None of our languages is written so, and JavaFX 26.0.2 cannot wrap their letters
/// (decision 11), so the words are English.
@ExtendWith(ApplicationExtension.class)
class RightToLeftTest {
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
    void fitsItsWordsTheOtherWayRound(FxRobot robot) throws IOException {
        try {
            lookAtAll(robot);
        } catch (RuntimeException e) {
            throw new AssertionError("JavaFX cannot wrap " + unwrapped(), e);
        }
    }

    /// While a page is laid out for the first time a label may have just as much room as what
    /// stands for cut words. Three dots JavaFX broke then, by what it had measured before; one sign
    /// it cannot.
    @Test
    void oneSignStandsForCutWords(FxRobot robot) {
        var all =
                List.<Labeled>of(
                        new Label(),
                        new Button(),
                        new ToggleButton(),
                        new CheckBox(),
                        new RadioButton(),
                        new Hyperlink());
        robot.interact(
                () -> {
                    var scene = new Scene(new VBox(all.toArray(Node[]::new)));
                    Theme.LIGHT.apply(scene);
                    scene.getRoot().applyCss();
                });
        assertThat(all).extracting(Labeled::getEllipsisString).containsOnly("…");
    }

    private void lookAtAll(FxRobot robot) throws IOException {
        window.mirror();
        var faults = new TreeSet<String>();
        for (Page page : Page.values()) {
            Visit.to(robot, page);
            faults.addAll(check(page.name().toLowerCase(Locale.ROOT)));
            faults.addAll(mirroredAddresses(robot));
        }
        robot.interact(() -> robot.lookup("#nav-settings").queryAs(ToggleButton.class).fire());
        robot.interact(() -> robot.lookup("#exit").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#exit-returning").tryQuery().isPresent());
        faults.addAll(check("exit"));
        Node back = robot.lookup("#leaveButton").queryButton().getGraphic();
        assertThat(back.getScaleX()).isEqualTo(-1);
        assertThat(middle(robot.lookup("#nav-help").query())).isGreaterThan(stage.getWidth() / 2);
        assertThat(middle(back)).isLessThan(stage.getWidth() / 2);
        Visit.to(robot, Page.WALLET);
        robot.interact(() -> robot.lookup("#accounts").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#unwatch").tryQuery().isPresent());
        faults.addAll(check("accounts"));
        faults.addAll(mirroredAddresses(robot));
        assertThat(faults).isEmpty();
    }

    /// Pictures of all of them with `-Pnightly`.
    private List<String> check(String name) throws IOException {
        boolean pictured = name.equals("home") || Boolean.getBoolean("hearth.nightly");
        return window.check(name + "-mirrored", Theme.LIGHT, pictured);
    }

    /// Fields for addresses, which are written from left to right whatever is around them.
    private static List<String> mirroredAddresses(FxRobot robot) {
        return robot.lookup(node -> node instanceof TextField).<TextField>queryAll().stream()
                .filter(field -> field.getPromptText().startsWith("0x"))
                .filter(field -> field.getEffectiveNodeOrientation() == RIGHT_TO_LEFT)
                .map(field -> "mirrored: " + field.getId())
                .toList();
    }

    /// The words that stop the layout (decision 11), and where they are: its own error names
    /// neither.
    private List<String> unwrapped() {
        return WaitForAsyncUtils.waitForAsyncFx(
                30_000,
                () ->
                        from(stage.getScene().getRoot())
                                .filter(node -> node instanceof Text text && !isWrapped(text))
                                .map(RightToLeftTest::described)
                                .toList());
    }

    private static Stream<Node> from(Node node) {
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(RightToLeftTest::from))
                : Stream.of(node);
    }

    private static boolean isWrapped(Text text) {
        try {
            return text.getLayoutBounds().getWidth() >= 0;
        } catch (IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static String described(Node node) {
        var text = (Text) node;
        var described = new StringBuilder("'" + text.getText() + "' at " + text.getWrappingWidth());
        for (Node at = text.getParent(); at != null; at = at.getParent()) {
            described.append(" in ").append(at.getStyleClass()).append('#').append(at.getId());
        }
        return described.toString();
    }

    private static double middle(Node node) {
        Bounds at = node.localToScene(node.getLayoutBounds());
        return at.getCenterX();
    }
}
