package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.look.Theme;
import hearth.app.text.Language;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Button;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Wallet while another account is about to be paid: what it says and offers fits, in every
/// language.
@ExtendWith(ApplicationExtension.class)
class PayoutChangeScreenTest {
    private static final String ANOTHER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static final List<Language> ALL =
            List.of(Language.ENGLISH, Language.GERMAN, Language.SPANISH);

    private static final boolean PICTURED = Boolean.getBoolean("hearth.pictures");
    private static final boolean EVERY = PICTURED || Boolean.getBoolean("hearth.nightly");
    private final Set<String> faults = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shared) {
        stage = shared;
    }

    @Test
    void fitsItsWordsWhateverBecomesOfAChange(FxRobot robot) throws IOException {
        // German has the longest words; each language with -Pnightly.
        for (Language language : EVERY ? ALL : List.of(Language.GERMAN)) {
            var agent = agentOf(InMemoryWallet.ADDRESS);
            agent.changing(InMemoryWallet.ADDRESS, ANOTHER);
            refusedThenTakenBack(robot, agent, language);
            agent.changing(InMemoryWallet.ADDRESS, ANOTHER);
            locked(robot, agent, language);
            wanted(robot, agentOf(ANOTHER), language);
        }
        assertThat(faults).isEmpty();
    }

    private void refusedThenTakenBack(FxRobot robot, InMemoryAgent agent, Language language)
            throws IOException {
        var window = open(agent, language, Presence.UNLOCKED);
        OpenWindow.until(() -> isSeen(robot, "#undoChange"));
        look(window, "payout-changes");
        agent.refusePayout(true);
        fire(robot, "#undoChange");
        OpenWindow.until(() -> robot.lookup(".toast").tryQuery().isPresent());
        assertThat(isSeen(robot, "#undoChange")).as("it can be tried again").isTrue();
        look(window, "payout-refused");
        agent.refusePayout(false);
        fire(robot, "#undoChange");
        OpenWindow.until(() -> !isSeen(robot, "#unbound"));
        look(window, "payout-undone");
        window.close();
    }

    private void locked(FxRobot robot, InMemoryAgent agent, Language language) throws IOException {
        var window = open(agent, language, Presence.LOCKED);
        OpenWindow.until(() -> isSeen(robot, "#unbound"));
        look(window, "payout-locked");
        window.close();
    }

    /// This account takes another's place; only that one can take it back.
    private void wanted(FxRobot robot, InMemoryAgent agent, Language language) throws IOException {
        var window = open(agent, language, Presence.UNLOCKED);
        OpenWindow.until(() -> isSeen(robot, "#bind"));
        look(window, "payout-other");
        fire(robot, "#bind");
        OpenWindow.until(() -> !isSeen(robot, "#bind"));
        assertThat(isSeen(robot, "#undoChange")).isFalse();
        look(window, "payout-wanted");
        window.close();
    }

    private static InMemoryAgent agentOf(String account) {
        return new InMemoryAgent(Snapshots.paidTo(Snapshots.busy(), Optional.of(account)));
    }

    private void look(OpenWindow window, String name) throws IOException {
        for (Theme theme : PICTURED ? List.of(Theme.values()) : List.of(Theme.LIGHT)) {
            faults.addAll(window.check(name, theme, PICTURED));
        }
        window.assertAccessible();
    }

    private static boolean isSeen(FxRobot robot, String name) {
        return robot.lookup(name).query().isVisible();
    }

    private static void fire(FxRobot robot, String name) {
        robot.interact(() -> robot.lookup(name).queryAs(Button.class).fire());
    }

    private OpenWindow open(InMemoryAgent agent, Language language, Presence presence) {
        var window =
                WaitForAsyncUtils.waitForAsyncFx(
                        60_000,
                        () ->
                                new OpenWindow(
                                        stage, agent, InMemoryWallet.of(presence), true, language));
        Visit.to(new FxRobot(), Page.WALLET);
        return window;
    }
}
