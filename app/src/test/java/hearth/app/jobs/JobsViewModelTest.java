package hearth.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.jobs.JobCard.Fact;
import hearth.app.rules.RulesFeed;
import hearth.app.rules.SwitchRule;

import org.junit.jupiter.api.Test;

class JobsViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();

    private final InMemoryAgent kept = new InMemoryAgent(Snapshots.busy());

    private JobsViewModel model() {
        var agent = new AgentFeed(kept.links(), background);
        agent.open();
        var model = new JobsViewModel(agent, new RulesFeed(agent), Said.speech());
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
    void saysHowTheLossWentInTheRoundsThatItHadAPartIn() {
        JobsViewModel model = model();
        assertThat(model.effect().get())
                .startsWith("Your results went into ")
                .contains("published rounds. In those the held-out loss fell by ");
    }

    @Test
    void hasTheAgentKeepWhichKindsAreWelcome() {
        JobsViewModel model = model();
        model.rules().change(book -> SwitchRule.KIND_GPT.write(book, false));
        assertThat(kept.rules().orElseThrow().kindsOff()).containsExactly("gpt");
        model.rules().change(book -> SwitchRule.KIND_GPT.write(book, true));
        assertThat(kept.rules().orElseThrow().kindsOff()).isEmpty();
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
