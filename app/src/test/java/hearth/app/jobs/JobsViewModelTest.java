package hearth.app.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.earnings.ResultBook;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.jobs.JobCard.Fact;
import hearth.app.rules.RulesFeed;
import hearth.app.rules.SwitchRule;
import hearth.protocol.Privacy;
import hearth.protocol.RecipeConfig;
import hearth.protocol.Wei;
import hearth.worker.Datasheet;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

class JobsViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();

    private final InMemoryAgent kept = new InMemoryAgent(Snapshots.busy());

    private JobsViewModel model() {
        var agent = new AgentFeed(kept.links(), background);
        agent.open();
        var model =
                new JobsViewModel(
                        agent,
                        new ResultBook(agent),
                        new RulesFeed(agent),
                        Said.speech(),
                        background);
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
    void tellsWhatTheChosenJobLearnsFromAndAsksOnce() {
        JobsViewModel model = model();
        assertThat(model.model().get().facts())
                .containsExactly(
                        new Fact("Data", "Tales of the brothers Grimm"),
                        new Fact("Source", "https://www.gutenberg.org/ebooks/2591"),
                        new Fact("Licence", "public domain"),
                        new Fact("Who may see the data", "everybody"),
                        new Fact("Sizes of the model", "context 128, depth 6, heads 6, width 192"),
                        new Fact("Pieces of the data", "24"),
                        new Fact("A whole lease", "60 steps for 0.0462 EMBER"));
        model.choose(Snapshots.CNN);
        assertThat(model.model().get().facts())
                .contains(new Fact("Who may see the data", "proven devices in a whole sandbox"));
        model.choose(Snapshots.GPT);
        kept.publish(now -> Snapshots.busy());
        assertThat(kept.sheetsAsked()).isEqualTo(2);
    }

    /// The owner of a job may write what they like.
    @Test
    void showsNothingOfAStrangersThatIsLongOrInvisible() {
        var sheet =
                new Datasheet(
                        "\u202e<b>bold</b>\n\u0007" + "x".repeat(5000),
                        " \t\n",
                        "line\r\nline\u200b" + "y".repeat(100_000),
                        1,
                        Optional.of(Privacy.OWN),
                        new RecipeConfig("gpt", new TreeMap<>(Map.of("a\nb".repeat(90), 1L))),
                        1,
                        Wei.ZERO);
        var facts = ModelCard.of(sheet, Said.speech()).facts();

        assertThat(facts).allMatch(fact -> fact.value().length() <= 210);
        assertThat(facts)
                .allMatch(
                        fact ->
                                fact.value()
                                        .codePoints()
                                        .noneMatch(
                                                c ->
                                                        Character.isISOControl(c)
                                                                || Character.getType(c)
                                                                        == Character.FORMAT));
        assertThat(facts.getFirst().value()).startsWith("<b>bold</b> xxx");
        assertThat(facts.get(1).value()).isEqualTo("not said");
        assertThat(facts.get(3).value()).isEqualTo("devices of the owner alone");
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
