package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Households;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Machines;
import hearth.app.fixture.Snapshots;
import hearth.app.fixture.Standings;
import hearth.app.look.Theme;
import hearth.app.look.TileRow;
import hearth.app.wallet.WalletState.Presence;
import hearth.protocol.SandboxGrade;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import javafx.scene.control.TextField;
import javafx.stage.Stage;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

@ExtendWith(ApplicationExtension.class)
class HardwareScreenTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.metered(Snapshots.busy()));

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
    void drawsEachCardAndSaysWhatItsDriverDoesNotTell(FxRobot robot) throws IOException {
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup("AMD Radeon RX 580").tryQuery().isPresent());
        assertThat(
                        robot.lookup("The driver of this card does not tell its temperature.")
                                .tryQuery())
                .isPresent();
        assertThat(robot.lookup("firefox · 412 MB").tryQuery()).isPresent();
        window.photograph("hardware");
        window.assertAccessible();
        window.scrollDown(robot);
        window.photograph("hardware-below");
    }

    @Test
    void listsItsLimitsWithoutAGapWhereTheyStandInOneColumn(FxRobot robot) throws IOException {
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup(".limit-row").tryQuery().isPresent());
        assertThat(window.check("hardware", Theme.LIGHT, false)).isEmpty(); // ends in 900 × 600
        var columns = robot.lookup(".limit-row").<TileRow>query().getChildrenUnmodifiable();
        var first = columns.getFirst().getBoundsInParent();
        var second = columns.getLast().getBoundsInParent();
        assertThat(second.getMinX()).as("one column").isEqualTo(first.getMinX());
        assertThat(second.getMinY()).isCloseTo(first.getMaxY(), Offset.offset(1.0));
        window.scroll(robot, 0.5);
        window.photographSmall("hardware-limits");
    }

    @Test
    void switchesACardOffAndAsksForASandboxAtOnce(FxRobot robot) {
        robot.clickOn("#nav-hardware");
        OpenWindow.until(
                () ->
                        robot.lookup("#use-gpu-0").tryQuery().isPresent()
                                && !robot.lookup("#use-gpu-0").query().isDisabled());
        robot.clickOn("#use-gpu-0");
        OpenWindow.until(() -> agent.rules().orElseThrow().cardsOff().equals(Set.of("gpu-0")));
        robot.clickOn("#use-gpu-0");
        OpenWindow.until(() -> agent.rules().orElseThrow().cardsOff().isEmpty());

        robot.clickOn("#require-A");
        OpenWindow.until(
                () -> agent.rules().orElseThrow().sandbox().equals(Optional.of(SandboxGrade.A)));
    }

    @Test
    void takesThePriceOfElectricityAndNoNonsense(FxRobot robot) throws IOException {
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> !robot.lookup("#terms-price").query().isDisabled());
        type(robot, "#terms-price", "cheap");
        type(robot, "#terms-currency", "eur");
        save(robot);
        OpenWindow.until(
                () ->
                        robot.lookup("#terms-said")
                                .queryLabeled()
                                .getText()
                                .startsWith("Nothing changed"));
        assertThat(told().tariff()).isEmpty();
        window.scrollTo(robot, "#terms-price");
        window.photograph("hardware-price-wrong");

        type(robot, "#terms-price", "0,32");
        save(robot);
        OpenWindow.until(
                () -> told().tariff().equals(Optional.of(new Tariff.Flat(new BigDecimal("0.32")))));
        assertThat(told().currency()).contains("EUR");
    }

    private ElectricityTerms told() {
        try (var link = agent.links().open()) {
            return link.electricity();
        }
    }

    private static void type(FxRobot robot, String field, String text) {
        robot.interact(
                () -> {
                    var found = robot.lookup(field).<TextField>query();
                    found.requestFocus();
                    found.selectAll();
                });
        robot.write(text);
    }

    private static void save(FxRobot robot) {
        robot.interact(() -> robot.lookup("#terms-save").queryButton().fire());
    }

    @Test
    void showsTheOtherMachinesAndACodeForOneMore(FxRobot robot) throws IOException {
        agent.household(Households.three());
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup("living room").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#machines-pair").queryButton().fire());
        OpenWindow.until(
                () ->
                        "7KD2P-M0XQ4"
                                .equals(robot.lookup("#machines-code").queryLabeled().getText()));
        window.scroll(robot, 0.85);
        window.photograph("hardware-machines");
        robot.interact(() -> robot.lookup("#machines-leave").queryButton().fire());
        OpenWindow.until(() -> robot.lookup("#machines-leave-now").query().isVisible());
        assertThat(window.check("hardware-leaving", Theme.LIGHT, false)).isEmpty();
        window.scrollTo(robot, "#machines-pair");
        window.photographSmall("hardware-leaving");
        assertThat(robot.lookup("living room").tryQuery()).as("only asked").isPresent();
        robot.interact(() -> robot.lookup("#machines-leave-now").queryButton().fire());
        OpenWindow.until(() -> robot.lookup("living room").tryQuery().isEmpty());
    }

    @Test
    void saysHowOftenItIsCheckedAndTheWayBackAfterAFailure(FxRobot robot) throws IOException {
        agent.standings(Optional.empty());
        robot.clickOn("#nav-hardware");
        OpenWindow.until(
                () ->
                        robot.lookup("Not known yet: the coordinator has not told.")
                                .tryQuery()
                                .isPresent());
        robot.clickOn("#nav-home");
        agent.standings(Optional.of(Standings.afterAFailure()));
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup("All, for now").tryQuery().isPresent());
        assertThat(window.check("hardware-after-a-failure", Theme.LIGHT, false)).isEmpty();
        window.scrollTo(robot, "#standing");
        window.photographSmall("hardware-after-a-failure");
        window.assertAccessible();
    }

    @Test
    void showsAComputerThatTellsLittle(FxRobot robot) throws IOException {
        agent.machine(Machines.laptop());
        robot.clickOn("#nav-hardware");
        OpenWindow.until(
                () ->
                        robot.lookup("Install NVIDIA's driver and restart the computer.")
                                .tryQuery()
                                .isPresent());
        window.photograph("hardware-laptop");
    }

    @Test
    void asksOnlyForWhatIsNewAndForNothingWhileHidden(FxRobot robot) {
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> agent.looks().size() > 2);
        assertThat(agent.looks().getFirst()).isEqualTo(Duration.ZERO);
        assertThat(agent.looks().getLast()).isEqualTo(Duration.ofMinutes(4));

        robot.clickOn("#nav-home");
        OpenWindow.until(() -> robot.lookup("Training now").tryQuery().isPresent());
        int asked = agent.looks().size();
        robot.clickOn("#nav-wallet");
        robot.clickOn("#nav-home");
        assertThat(agent.looks()).hasSizeLessThanOrEqualTo(asked + 1);
    }
}
