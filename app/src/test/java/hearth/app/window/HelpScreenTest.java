package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.help.HelpController;
import hearth.app.look.Fxml;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

@ExtendWith(ApplicationExtension.class)
class HelpScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());

    @TempDir private Path image;

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shown) throws IOException {
        stage = shown;
        window = new OpenWindow(shown, agent, InMemoryWallet.of(Presence.UNLOCKED), true);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void opensByKeyAndAsksForNothing(FxRobot robot) {
        robot.push(KeyCode.F1);
        OpenWindow.until(() -> robot.lookup("What is a shard?").tryQuery().isPresent());
        assertThat(robot.lookup(node -> node instanceof TextInputControl).queryAll()).isEmpty();
        robot.push(KeyCode.CONTROL, KeyCode.DIGIT7);
        OpenWindow.until(() -> robot.lookup("#nav-hardware").<ToggleButton>query().isSelected());
        // While a question is open, no key leads away from it.
        window.requestClose();
        robot.push(KeyCode.F1);
        assertThat(robot.lookup("#nav-hardware").<ToggleButton>query().isSelected()).isTrue();
    }

    @Test
    void namesTheLicencesOfAPackedHearth(FxRobot robot) throws IOException {
        var texts = Files.createDirectories(image.resolve("share/licences"));
        Files.write(
                texts.resolve("parts.tsv"),
                List.of(
                        "OpenJDK\t25.0.3\tGPL-2.0-only WITH Classpath-exception-2.0",
                        "picocli\t4.7.7\tApache-2.0",
                        "okhttp\t4.12.0\tApache-2.0"));
        var speech = Speech.of(Locale.GERMAN, Clock.systemUTC());
        robot.interact(
                () -> {
                    var help = new HelpController(speech, List.of(), Optional.of(image));
                    stage.getScene()
                            .setRoot(Fxml.load(help, "Help", speech.words().bundle()).root());
                });
        OpenWindow.until(() -> robot.lookup("Gebaut mit").tryQuery().isPresent());
        assertThat(robot.lookup("picocli 4.7.7, okhttp 4.12.0").tryQuery()).isPresent();
        robot.interact(() -> assertThat(Layout.faults(stage.getScene().getRoot())).isEmpty());
    }
}
