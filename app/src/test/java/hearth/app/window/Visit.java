package hearth.app.window;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.text.Language;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;

import org.testfx.api.FxRobot;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// A window on a computer that trains, with an open wallet, and the way to each of its pages.
final class Visit {
    /// What is there once a page has heard from the agent.
    private static final Map<Page, String> READY =
            new EnumMap<>(
                    Map.of(
                            Page.HOME, ".row-title",
                            Page.EARNINGS, ".table-row-cell .row-title",
                            Page.JOBS, "#job-tales-gpt",
                            Page.WALLET, ".rows .row-title",
                            Page.STAKING, ".stat-value",
                            Page.VOTES, ".proposal",
                            Page.HARDWARE, "#use-gpu-0",
                            Page.RULES, ".week-cell",
                            Page.SETTINGS, ".fact-line-value",
                            Page.HELP, ".fact-line-value"));

    private Visit() {}

    /// Call on the JavaFX thread.
    static OpenWindow open(Stage stage, Language language) throws IOException {
        return open(stage, language, InMemoryWallet.of(Presence.UNLOCKED));
    }

    /// Call on the JavaFX thread.
    static OpenWindow open(Stage stage, Language language, InMemoryWallet wallet)
            throws IOException {
        return new OpenWindow(
                stage,
                new InMemoryAgent(Snapshots.metered(Snapshots.busy())),
                wallet,
                true,
                language);
    }

    /// Goes to the page, and waits until it shows what the agent knows.
    static void to(FxRobot robot, Page page) {
        String name = "#nav-" + page.name().toLowerCase(Locale.ROOT);
        robot.interact(() -> robot.lookup(name).queryAs(ToggleButton.class).fire());
        OpenWindow.until(() -> robot.lookup(READY.get(page)).tryQuery().isPresent());
    }
}
