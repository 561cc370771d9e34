package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Switch;
import hearth.app.rules.RuleBook;
import hearth.app.rules.WeekGrid;
import hearth.app.wallet.WalletState.Presence;
import hearth.worker.AgentSnapshot.Reason;
import hearth.worker.policy.Limit;
import hearth.worker.policy.RunRules;

import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

@ExtendWith(ApplicationExtension.class)
class RulesScreenTest {
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

    private void go(FxRobot robot) {
        robot.clickOn("#nav-rules");
        OpenWindow.until(() -> !robot.lookup("#reset").query().isDisabled());
    }

    @Test
    void saysWhatRunsAndEveryReasonWhyNot(FxRobot robot) throws IOException {
        go(robot);
        OpenWindow.until(() -> robot.lookup("Running now").tryQuery().isPresent());
        window.photograph("rules");
        window.assertAccessible();

        agent.publish(
                now ->
                        Snapshots.waiting(
                                now,
                                List.of(
                                        new Reason("in-use", "3"),
                                        new Reason("card-hot", "NVIDIA GeForce RTX 4070"))));

        OpenWindow.until(
                () ->
                        robot.lookup("Waiting, because").tryQuery().isPresent()
                                && robot.lookup("You are using this computer")
                                        .tryQuery()
                                        .isPresent()
                                && robot.lookup("The graphics card is too hot")
                                        .tryQuery()
                                        .isPresent());
        window.photograph("rules-waiting");
        window.scroll(robot, 0.55);
        window.photograph("rules-middle");
        window.scrollDown(robot);
        window.photograph("rules-below");
    }

    @Test
    void changesNoRuleByShowingIt(FxRobot robot) {
        // The rules are known before this screen is built.
        robot.clickOn("#nav-hardware");
        OpenWindow.until(() -> robot.lookup("#use-gpu-0").tryQuery().isPresent());
        OpenWindow.until(() -> !robot.lookup("#use-gpu-0").query().isDisabled());
        go(robot);
        OpenWindow.until(() -> robot.lookup(".week-cell").tryQuery().isPresent());
        assertThat(robot.lookup("#undo").query().isDisabled()).isTrue();
        assertThat(rules()).isEqualTo(RunRules.USUAL);
        robot.clickOn("#nav-home").clickOn("#nav-hardware");
        go(robot);
        assertThat(rules()).isEqualTo(RunRules.USUAL);
    }

    @Test
    void pausesAndGoesOn(FxRobot robot) {
        go(robot);
        robot.clickOn("#pauseHour");
        OpenWindow.until(
                () ->
                        agent.pausedUntil()
                                .equals(Optional.of(Snapshots.NOW.plus(Duration.ofHours(1)))));
        OpenWindow.until(() -> robot.lookup("#resume").query().isVisible());
        robot.clickOn("#resume");
        OpenWindow.until(() -> robot.lookup("Running now").tryQuery().isPresent());
    }

    @Test
    void takesANumberAtOnceAndNothingThatIsNone(FxRobot robot) throws IOException {
        go(robot);
        type(robot, "#rule-card-temperature-stop", "79");
        await(r -> r.limits().cardTemperature(), Optional.of(new Limit(79, 73)));

        for (String nonsense : List.of("hot", "", "-5", "1e3", "900", "60")) {
            type(robot, "#rule-card-temperature-stop", nonsense);
            assertThat(robot.lookup("#rule-card-temperature .error").queryLabeled().getText())
                    .as("%s", nonsense)
                    .startsWith("Nothing changed");
        }
        window.scroll(robot, 0.8);
        window.photograph("rules-wrong");
        assertThat(rules().limits().cardTemperature()).contains(new Limit(79, 73));

        robot.type(KeyCode.ESCAPE);
        OpenWindow.until(() -> !robot.lookup("#rule-card-temperature .error").query().isVisible());
        assertThat(robot.lookup("#rule-card-temperature-stop").<TextField>query().getText())
                .isEqualTo("79");
    }

    @Test
    void takesNamesOfProgramsAndNoFolders(FxRobot robot) throws IOException {
        go(robot);
        type(robot, "#rule-programs-first-names", "obs,blender ");
        await(RunRules::programsFirst, new TreeSet<>(List.of("blender", "obs")));
        type(robot, "#rule-programs-first-names", "/usr/bin/obs");
        assertThat(robot.lookup("#rule-programs-first .error").queryLabeled().getText())
                .startsWith("Nothing changed");
        window.scroll(robot, 0.45);
        window.photograph("rules-programs-wrong");
        robot.type(KeyCode.ESCAPE);
        assertThat(robot.lookup("#rule-programs-first-names").<TextField>query().getText())
                .isEqualTo("blender, obs");
        assertThat(rules().programsFirst()).hasSize(2);
    }

    @Test
    void switchesRulesAndTakesItBack(FxRobot robot) {
        go(robot);
        toggle(robot, "#rule-fullscreen");
        await(r -> r.person().fullscreenStops(), false);
        toggle(robot, "#rule-card-watts");
        await(r -> r.limits().cardWatts(), Optional.of(new Limit(200, 170)));

        robot.interact(() -> robot.lookup("#undo").queryButton().fire());
        await(r -> r.limits().cardWatts(), Optional.empty());
        robot.interact(() -> robot.lookup("#undo").queryButton().fire());
        await(r -> r.person().fullscreenStops(), true);
    }

    @Test
    void marksHoursWithTheKeyboardAlone(FxRobot robot) {
        go(robot);
        robot.interact(() -> robot.lookup("#week").<WeekGrid>query().requestFocus());
        robot.type(KeyCode.DOWN, KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.SPACE);
        await(r -> r.times().run().days().get(1), "##.#####################");

        robot.press(KeyCode.SHIFT).type(KeyCode.RIGHT, 2).release(KeyCode.SHIFT);
        await(r -> r.times().run().days().get(1), "##...###################");
        assertThat(robot.lookup("#week").query().getAccessibleText())
                .isEqualTo("May run, Tuesday, 4 to 5 o'clock");
    }

    @Test
    void marksHoursWithTheMouse(FxRobot robot) {
        go(robot);
        robot.clickOn("#hours-do-not-disturb");
        var cells = robot.lookup(".week-cell").queryAll().stream().toList();
        robot.drag(cells.get(0)).dropTo(cells.get(24 + 2));
        await(
                r -> r.times().doNotDisturb().days().subList(0, 3),
                List.of(
                        "###.....................",
                        "###.....................",
                        "........................"));
        robot.interact(() -> robot.lookup("#hoursNone").queryButton().fire());
        await(r -> r.times().doNotDisturb().days().getFirst(), ".".repeat(24));
    }

    @Test
    void saysThatTheRulesCannotBeReadAndPutsTheUsualOnesThere(FxRobot robot) throws IOException {
        agent.rules(Optional.empty());
        robot.clickOn("#nav-rules");
        OpenWindow.until(() -> robot.lookup("#troubleReset").query().isVisible());
        assertThat(robot.lookup("#week").query().isDisabled()).isTrue();
        window.photograph("rules-unreadable");

        robot.clickOn("#troubleReset");
        OpenWindow.until(() -> agent.rules().equals(Optional.of(RunRules.USUAL)));
        OpenWindow.until(() -> !robot.lookup("#trouble").query().isVisible());
    }

    @Test
    void changesNothingWhileTheAgentIsGone(FxRobot robot) {
        go(robot);
        agent.gone(true);
        OpenWindow.until(() -> robot.lookup("#trouble").query().isVisible());
        OpenWindow.until(() -> robot.lookup("#rule-fullscreen").query().isDisabled());

        agent.gone(false);
        OpenWindow.until(() -> !robot.lookup("#rule-fullscreen").query().isDisabled());
        assertThat(agent.rules()).contains(RuleBook.USUAL.rules());
    }

    private static void toggle(FxRobot robot, String rule) {
        robot.interact(
                () -> {
                    Switch found = robot.lookup(rule + " .toggle-switch").query();
                    found.setSelected(!found.isSelected());
                });
    }

    private static void type(FxRobot robot, String field, String text) {
        robot.interact(
                () -> {
                    var found = robot.lookup(field).<TextField>query();
                    found.requestFocus();
                    found.selectAll();
                });
        if (text.isEmpty()) {
            robot.type(KeyCode.BACK_SPACE);
        } else {
            robot.write(text);
        }
        robot.type(KeyCode.ENTER);
    }

    private RunRules rules() {
        return agent.rules().orElseThrow();
    }

    private <T> void await(Function<RunRules, T> part, T expected) {
        OpenWindow.until(() -> part.apply(rules()).equals(expected));
    }
}
