package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryVotes;
import hearth.app.fixture.InMemoryWallet;
import hearth.app.fixture.Snapshots;
import hearth.app.votes.VotesDesk;
import hearth.app.votes.Wish;
import hearth.app.wallet.WalletState.Presence;
import hearth.chain.Ballot;

import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.stage.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

import java.io.IOException;
import java.util.List;

@ExtendWith(ApplicationExtension.class)
class VotesScreenTest {
    private final InMemoryVotes votes = InMemoryVotes.busy();

    @SuppressWarnings("NullAway.Init") // TestFX calls open before each test.
    private OpenWindow window;

    @Start
    void open(Stage stage) throws IOException {
        window =
                new OpenWindow(
                        stage,
                        new InMemoryAgent(Snapshots.busy()),
                        InMemoryWallet.of(Presence.UNLOCKED),
                        votes);
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void votesAfterALastLookAndGivesVotesAway(FxRobot robot) throws IOException {
        robot.clickOn("#nav-votes");
        OpenWindow.until(() -> robot.lookup("#against").tryQuery().isPresent());
        robot.interact(() -> robot.lookup("#against").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("Vote “Against” with 5 votes?").tryQuery().isPresent());
        assertThat(votes.done()).isEmpty();
        window.photograph("votes-confirm");
        window.assertAccessible();
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("You voted, with 5 votes.").tryQuery().isPresent());
        assertThat(((Wish.Cast) votes.done().getFirst()).ballot()).isEqualTo(Ballot.AGAINST);

        robot.interact(
                () ->
                        robot.lookup("#to")
                                .queryAs(TextInputControl.class)
                                .setText(InMemoryVotes.FRIEND.value()));
        robot.interact(() -> robot.lookup("#give").queryAs(Button.class).fire());
        OpenWindow.until(() -> robot.lookup("#review").query().isVisible());
        robot.clickOn("#confirm");
        OpenWindow.until(() -> robot.lookup("#takeBack").query().isVisible());
        window.photograph("votes-given-away");
        window.assertAccessible();
    }

    @Test
    void saysHowAProposalComesAboutWhereThereIsNone(FxRobot robot) throws IOException {
        votes.show(InMemoryVotes.of(List.of(), "0").look());
        robot.clickOn("#nav-votes");
        OpenWindow.until(() -> robot.lookup("No proposals").tryQuery().isPresent());
        assertThat(robot.lookup("#noVotes").query().isVisible()).isTrue();
        window.photograph("votes-none");
        window.photographSmall("votes-none-small");
        votes.show(new VotesDesk.Sight.Unreachable());
        robot.clickOn("#nav-home");
        robot.clickOn("#nav-votes");
        OpenWindow.until(() -> robot.lookup("#stale").query().isVisible());
        window.photograph("votes-stale");
        window.assertAccessible();
    }
}
