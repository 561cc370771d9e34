package hearth.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.jobs.JobCard.Fact;

import org.junit.jupiter.api.Test;

class JobsViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();

    private JobsViewModel model() {
        var agent = new AgentFeed(new InMemoryAgent(Snapshots.busy()).links(), background);
        agent.open();
        var model = new JobsViewModel(agent, Said.speech());
        model.onShow();
        return model;
    }

    @Test
    void beginsWithTheJobInWorkAndItsRounds() {
        JobsViewModel model = model();
        assertThat(model.choices()).hasSize(2);
        assertThat(model.chosen().get().orElseThrow().id()).isEqualTo(Snapshots.GPT);
        assertThat(model.rounds()).hasSize(10);
    }

    @Test
    void saysWhatIsKnownOfAJobAndLeavesOutTheRest() {
        JobCard tales = model().chosen().get().orElseThrow();
        assertThat(tales.facts())
                .contains(
                        new Fact("Kind", "Language model"),
                        new Fact("Parameters", "3.2 M"),
                        new Fact("Round", "9 of 40"),
                        new Fact("Held-out loss", "2.402, at first 4.174"));
        assertThat(tales.facts()).extracting(Fact::name).doesNotContain("Right answers");
        assertThat(tales.sample()).startsWith("Once upon a time");
    }

    @Test
    void countsWhatThisComputerDidForTheChosenJobAlone() {
        JobsViewModel model = model();
        long ofTales =
                Snapshots.results().stream().filter(r -> r.job().equals(Snapshots.GPT)).count();
        assertThat(model.mine()).isNotEmpty();
        assertThat(model.mine()).allMatch(row -> row.result().job().equals(Snapshots.GPT));
        assertThat(model.summary().get()).contains("of " + ofTales + " accepted");

        model.choose(Snapshots.CNN);
        assertThat(model.mine()).allMatch(row -> row.result().job().equals(Snapshots.CNN));
        assertThat(model.chosen().get().orElseThrow().sample()).isEmpty();
    }
}
