package hearth.app.agent;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class AgentFeedTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.fresh());
    private final AgentFeed feed = new AgentFeed(agent.links(), background);

    @Test
    void showsTheCurrentSnapshotFirstAndThenEachNewerOne() {
        feed.open();
        assertThat(feed.state().get()).isEqualTo(new AgentState.Live(Snapshots.fresh()));
        agent.publish(Snapshots::training);
        assertThat(feed.state().get())
                .isEqualTo(new AgentState.Live(Snapshots.training(Snapshots.fresh())));
    }

    @Test
    void keepsTryingUntilAnAgentAnswers() {
        agent.gone(true);
        feed.open();
        assertThat(feed.state().get()).isEqualTo(new AgentState.Connecting());
        background.tick();
        agent.gone(false);
        background.tick();
        assertThat(feed.state().get()).isInstanceOf(AgentState.Live.class);
    }

    @Test
    void saysThatTheAgentIsGoneAndTakesTheNextOne() {
        feed.open();
        agent.gone(true);
        background.tick();
        background.tick(); // The first one after it was heard asks nothing.
        assertThat(feed.state().get()).isEqualTo(new AgentState.Lost(Snapshots.fresh()));
        agent.gone(false);
        background.tick();
        assertThat(feed.state().get()).isInstanceOf(AgentState.Live.class);
        assertThat(agent.opened()).isEqualTo(2);
        agent.publish(Snapshots::training);
        assertThat(feed.state().get().newest().orElseThrow().sharing()).isTrue();
    }

    @Test
    void asksNothingOfAnAgentThatTellsOfItself() {
        feed.open();
        for (int i = 0; i < 5; i++) {
            agent.publish(Snapshots::training);
            background.tick();
        }
        assertThat(agent.asked()).isZero();
        background.tick();
        assertThat(agent.asked()).isEqualTo(1);
    }

    @Test
    void noticesTheLossByAFailedQuestionToo() {
        feed.open();
        agent.gone(true);
        var failed = new AtomicInteger();
        feed.tell(link -> link.share(true), () -> {}, failed::incrementAndGet);
        assertThat(failed).hasValue(1);
        assertThat(feed.state().get()).isInstanceOf(AgentState.Lost.class);
    }

    @Test
    void stopsAskingWhenClosed() {
        feed.open();
        feed.close();
        assertThat(background.ticking()).isZero();
        agent.publish(Snapshots::training);
        assertThat(feed.state().get()).isEqualTo(new AgentState.Live(Snapshots.fresh()));
    }
}
