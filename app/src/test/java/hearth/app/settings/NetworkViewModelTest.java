package hearth.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.InMemoryNetworks;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.network.Candidate;
import hearth.app.network.Objection;
import hearth.app.settings.NetworkViewModel.Step;
import hearth.app.text.Speech;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

class NetworkViewModelTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final InMemoryNetworks networks = new InMemoryNetworks();
    private final SameThreadBackground background = new SameThreadBackground();
    private final AgentFeed feed = new AgentFeed(agent.links(), background);
    private int closed;
    private NetworkViewModel model;

    @BeforeEach
    void open() {
        feed.open();
        model =
                new NetworkViewModel(
                        networks,
                        feed,
                        background,
                        Speech.of(Locale.ENGLISH, Clock.fixed(Snapshots.NOW, ZoneOffset.UTC)),
                        false,
                        () -> closed++);
    }

    @AfterEach
    void close() {
        feed.close();
    }

    private void look(String file) {
        model.begin();
        model.file().set(file);
        model.look();
    }

    @Test
    void showsWhatTheProfileSaysThenEndsTheAgentJoinsAndReopens() {
        look("somewhere/village.json");
        assertThat(model.step().get()).isEqualTo(Step.COMPARING);
        assertThat(model.candidate().get().orElseThrow().isOfAStranger()).isTrue();
        assertThat(networks.joined()).isEmpty();

        model.join();
        assertThat(agent.isStopped()).isTrue();
        assertThat(networks.joined()).contains("village");
        assertThat(networks.reopens()).isTrue();
        assertThat(closed).isEqualTo(1);
    }

    /// Enter in the field, too, where the button is grey.
    @Test
    void saysThatNothingOrNoPathIsNoFile() {
        for (String typed : List.of("", "   ", "\0", "village\0.json", "/no/such/place/x.json")) {
            look(typed);
            assertThat(model.step().get()).isEqualTo(Step.NAMING);
            assertThat(model.error().get()).isEqualTo("There is no such file.");
            assertThat(networks.joined()).isEmpty();
        }
    }

    @Test
    void leavesTheAgentAloneWhereTheNetworkIsNotWhatItsProfileSays() {
        networks.checks(Objection.COORDINATOR_OTHER);
        look("town.json");
        assertThat(model.candidate().get().map(Candidate::isOfAStranger)).contains(false);
        model.join();
        assertThat(agent.isStopped()).isFalse();
        assertThat(networks.joined()).isEmpty();
        assertThat(closed).isZero();
        assertThat(model.step().get()).isEqualTo(Step.COMPARING);
        assertThat(model.error().get()).contains("not the coordinator that the profile names");
    }

    @Test
    void saysWhatIsWrongWithAFileAndAsksAgain() {
        look("bare.json");
        assertThat(model.step().get()).isEqualTo(Step.NAMING);
        assertThat(model.error().get()).contains("Its seal does not lie beside it");
        look("\0");
        assertThat(model.error().get()).contains("no such file");
        model.cancel();
        assertThat(model.step().get()).isEqualTo(Step.RESTING);
        assertThat(model.error().get()).isEmpty();
    }

    @Test
    void staysOpenWhereTheChangeWasRefused() {
        networks.changes(Objection.AGENT_RUNS);
        model.askToLeave();
        model.leave();
        assertThat(networks.left()).isFalse();
        assertThat(closed).isZero();
        assertThat(model.step().get()).isEqualTo(Step.LEAVING);
        assertThat(model.error().get()).contains("nothing was changed");
    }
}
