package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryWallet;
import hearth.app.look.Theme;
import hearth.app.text.Language;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Every screen in every language, theme and size, the smallest window at twice its size too:
/// nothing is cut, covered or scrolled to sideways, everything has a name, and a picture of it is
/// taken.
@ExtendWith(ApplicationExtension.class)
class EveryScreenTest {
    /// Of the fixture's results, newest first.
    private static final int REFUSED_ROW = 4;

    private static final List<Language> ALL =
            List.of(Language.ENGLISH, Language.GERMAN, Language.SPANISH);

    /// Spanish too with `-Pnightly`.
    private static final List<Language> PICTURED =
            Boolean.getBoolean("hearth.nightly") ? ALL : ALL.subList(0, 2);

    /// With `-Pnightly` the widths between, where tiles go to the next line, too.
    private static final List<Integer> ZOOMS =
            Boolean.getBoolean("hearth.nightly")
                    ? List.of(80, 142, 150, 158, 164, 168, 179, 190, 200)
                    : List.of(80, 150, 200);

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private Stage stage;

    @Start
    void open(Stage shared) {
        stage = shared;
    }

    @Test
    void fitsItsWordsAndNamesItsControls(FxRobot robot) throws IOException {
        var faults = new TreeSet<String>();
        for (Language language : ALL) {
            OpenWindow window = open(language);
            boolean pictured = PICTURED.contains(language);
            for (Theme theme : pictured ? List.of(Theme.values()) : List.of(Theme.LIGHT)) {
                for (Page page : Page.values()) {
                    Visit.to(robot, page);
                    String name = page.name().toLowerCase(Locale.ROOT);
                    faults.addAll(window.check(name, theme, pictured));
                    window.assertAccessible();
                    if (theme == Theme.LIGHT) {
                        faults.addAll(window.checkSmallest(name, pictured));
                    }
                }
            }
            faults.addAll(appeal(robot, window, pictured));
            Visit.to(robot, Page.SETTINGS);
            robot.interact(() -> robot.lookup("#exit").queryAs(Button.class).fire());
            OpenWindow.until(() -> robot.lookup("#exit-returning").tryQuery().isPresent());
            for (Theme theme : pictured ? List.of(Theme.values()) : List.of(Theme.LIGHT)) {
                faults.addAll(window.check("exit", theme, pictured));
            }
            window.assertAccessible();
            faults.addAll(window.checkSmallest("exit", pictured));
            Visit.to(robot, Page.WALLET);
            robot.interact(() -> robot.lookup("#accounts").queryAs(Button.class).fire());
            OpenWindow.until(() -> robot.lookup("#unwatch").tryQuery().isPresent());
            for (Theme theme : pictured ? List.of(Theme.values()) : List.of(Theme.LIGHT)) {
                faults.addAll(window.check("accounts", theme, pictured));
            }
            window.assertAccessible();
            faults.addAll(window.checkSmallest("accounts", pictured));
            if (pictured) {
                window.scroll(robot, 1);
                window.photograph("accounts-below");
            }
            window.requestClose();
            faults.addAll(window.checkSmallest("closing", pictured));
            window.close();
        }
        assertThat(faults).isEmpty();
    }

    /// Why a result was refused, and what its owner can do about it.
    private static List<String> appeal(FxRobot robot, OpenWindow window, boolean pictured)
            throws IOException {
        Visit.to(robot, Page.EARNINGS);
        robot.interact(
                () ->
                        robot.lookup("#table")
                                .queryAs(TableView.class)
                                .getSelectionModel()
                                .select(REFUSED_ROW));
        OpenWindow.until(
                () -> robot.lookup("#appealButton").match(Node::isVisible).tryQuery().isPresent());
        var faults = window.check("earnings-appeal", Theme.LIGHT, pictured);
        window.assertAccessible();
        faults.addAll(window.checkSmallest("earnings-appeal", pictured));
        return faults;
    }

    @Test
    void fitsItsWordsInEverySize(FxRobot robot) throws IOException {
        var faults = new TreeSet<String>();
        for (Language language : List.of(Language.GERMAN, Language.SPANISH)) {
            OpenWindow window = open(language);
            for (Page page : Page.values()) {
                Visit.to(robot, page);
                String name = page.name().toLowerCase(Locale.ROOT);
                for (int percent : ZOOMS) {
                    faults.addAll(window.checkZoomed(name, percent, page == Page.HOME));
                }
            }
            Visit.to(robot, Page.SETTINGS);
            robot.interact(() -> robot.lookup("#exit").queryAs(Button.class).fire());
            OpenWindow.until(() -> robot.lookup("#exit-returning").tryQuery().isPresent());
            for (int percent : List.of(80, 150, 200)) {
                faults.addAll(window.checkZoomed("exit", percent, false));
            }
            window.close();
        }
        assertThat(faults).isEmpty();
    }

    /// A payment that waits, links to an explorer, nodes that say otherwise, and its last look.
    @Test
    void fitsAWalletThatWaitsAndDoubts(FxRobot robot) throws IOException {
        var faults = new TreeSet<String>();
        for (Language language : ALL) {
            OpenWindow window = open(language, InMemoryWallet.disputed());
            Visit.to(robot, Page.WALLET);
            boolean pictured = PICTURED.contains(language);
            faults.addAll(window.check("wallet-disputed", Theme.LIGHT, pictured));
            window.assertAccessible();
            robot.interact(() -> robot.lookup("#take-back").queryAs(Button.class).fire());
            OpenWindow.until(() -> robot.lookup("#confirm").tryQuery().isPresent());
            faults.addAll(window.check("wallet-take-back", Theme.LIGHT, pictured));
            window.assertAccessible();
            faults.addAll(lastLooks(robot, window, pictured));
            window.close();
        }
        assertThat(faults).isEmpty();
    }

    /// What a payment and a stake would change, before they are signed.
    private static Set<String> lastLooks(FxRobot robot, OpenWindow window, boolean pictured)
            throws IOException {
        robot.interact(
                () -> {
                    robot.lookup("#back").queryAs(Button.class).fire();
                    robot.lookup("#to")
                            .queryAs(TextField.class)
                            .setText("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
                    robot.lookup("#amount").queryAs(TextField.class).setText("2");
                    robot.lookup("#send").queryAs(Button.class).fire();
                });
        OpenWindow.until(() -> robot.lookup(".fact-line").tryQuery().isPresent());
        var faults = new TreeSet<>(window.check("wallet-review", Theme.LIGHT, pictured));
        window.assertAccessible();
        Visit.to(robot, Page.STAKING);
        robot.interact(
                () -> {
                    robot.lookup("#amount").queryAs(TextField.class).setText("2");
                    robot.lookup("#stake").queryAs(Button.class).fire();
                });
        OpenWindow.until(() -> robot.lookup("#forecast .fact-line").tryQuery().isPresent());
        faults.addAll(window.check("staking-review", Theme.LIGHT, pictured));
        window.assertAccessible();
        return faults;
    }

    private OpenWindow open(Language language) {
        return open(language, InMemoryWallet.of(Presence.UNLOCKED));
    }

    private OpenWindow open(Language language, InMemoryWallet wallet) {
        return WaitForAsyncUtils.waitForAsyncFx(60_000, () -> Visit.open(stage, language, wallet));
    }
}
