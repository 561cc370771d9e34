package hearth.app.home;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.home.Running.Fact;
import hearth.protocol.Json;
import hearth.protocol.Messages.ResultView;
import hearth.protocol.Wei;
import hearth.worker.AgentSnapshot;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class HomeViewModelTest {
    private final SameThreadBackground background = new SameThreadBackground();
    private final Said said = new Said();

    private HomeViewModel on(InMemoryAgent agent) {
        var feed = new AgentFeed(agent.links(), background);
        feed.open();
        var model = new HomeViewModel(feed, Said.speech(), said);
        model.onShow();
        return model;
    }

    private HomeViewModel on(AgentSnapshot snapshot) {
        return on(new InMemoryAgent(snapshot));
    }

    @ParameterizedTest
    @CsvSource({
        "en,11,Good morning",
        "en,17,Good afternoon",
        "en,18,Good evening",
        "de,18,Guten Abend",
        "es,18,Buenas tardes",
        "es,19,Buenas tardes",
        "es,20,Buenas noches"
    })
    void greetsAsTheLanguageDoesAtThisHour(String language, int hour, String words) {
        var at = Snapshots.NOW.atZone(ZoneOffset.UTC).withHour(hour).toInstant();
        var feed = new AgentFeed(new InMemoryAgent(Snapshots.busy()).links(), background);
        feed.open();
        var speech = Said.speech(Locale.of(language), at);
        var model = new HomeViewModel(feed, speech, said);
        model.onShow();
        assertThat(model.greeting().get()).isEqualTo(words);
    }

    @Test
    void showsTheLeaseInWork() {
        Running running = on(Snapshots.busy()).running().get().orElseThrow();
        assertThat(running.title()).isEqualTo("Children's tales, small");
        assertThat(running.recipe()).isEqualTo("Language model");
        assertThat(running.steps()).isEqualTo("Step 38 of 60");
        assertThat(running.done()).isEqualTo(38 / 60.0);
        assertThat(running.loss()).isEqualTo(new Fact("Training loss", "2.417"));
        assertThat(running.over()).isFalse();
        assertThat(running.pay()).isEqualTo(new Fact("Pays when accepted", "0.0462 EMBER"));
        assertThat(running.elapsed()).isEqualTo(new Fact("Running for", "1 min 14 s"));
    }

    @Test
    void showsWhatWasTrainedLastUntilTheNextLeaseForAMomentOnly() {
        var agent = new InMemoryAgent(Snapshots.busy());
        HomeViewModel model = on(agent);
        agent.publish(now -> at(2, Snapshots.waiting(now, "no-work")));
        Running last = model.running().get().orElseThrow();
        assertThat(last.title()).isEqualTo("Children's tales, small");
        assertThat(last.steps()).isEqualTo("Step 38 of 60");
        assertThat(last.done()).isEqualTo(38 / 60.0);
        assertThat(last.loss()).isEqualTo(new Fact("Last training loss", "2.417"));
        assertThat(last.over()).isTrue();
        assertThat(last.elapsed())
                .as("until it was told of last, not until now")
                .isEqualTo(new Fact("Last one ran for", "1 min 14 s"));
        agent.publish(now -> at(6, Snapshots.waiting(Snapshots.busy(), "no-work")));
        assertThat(model.running().get()).isEmpty();
    }

    @Test
    void promisesNothingForAPartOfALease() {
        var agent = new InMemoryAgent(Snapshots.busy());
        HomeViewModel model = on(agent);
        agent.publish(now -> Snapshots.waiting(now, "no-work"));
        assertThat(model.running().get().orElseThrow().pay())
                .isEqualTo(new Fact("Pays when accepted", "–"));
    }

    @ParameterizedTest
    @CsvSource({
        "VERIFYING,,Pays when accepted,0.0462 EMBER",
        "FINAL_OK,HELD,Held,0.0333 EMBER",
        "FINAL_OK,RELEASED,Released,0.0333 EMBER",
        "FINAL_BAD,,Refused,–",
    })
    void saysWhatBecameOfTheLeaseThatHasEnded(
            String state, String ledger, String name, String value) {
        var agent = new InMemoryAgent(stepsDone(Snapshots.busy(), 60));
        HomeViewModel model = on(agent);
        agent.publish(
                now ->
                        Snapshots.recent(
                                Snapshots.waiting(now, "no-work"),
                                List.of(result(now.progress().orElseThrow(), state, ledger))));
        assertThat(model.running().get().orElseThrow().pay()).isEqualTo(new Fact(name, value));
    }

    @Test
    void showsNothingOfALeaseOnceNothingIsShared() {
        var agent = new InMemoryAgent(Snapshots.busy());
        HomeViewModel model = on(agent);
        agent.publish(now -> at(1, Snapshots.off(now)));
        assertThat(model.running().get()).isEmpty();
        assertThat(on(Snapshots.waiting(Snapshots.fresh(), "no-work")).running().get()).isEmpty();
    }

    private static ResultView result(
            AgentSnapshot.Progress of, String state, @Nullable String ledger) {
        return new ResultView(
                9_000,
                of.lease(),
                of.job(),
                of.title(),
                of.round(),
                Snapshots.NOW,
                state,
                Optional.empty(),
                Optional.empty(),
                Wei.ofEmber("0.0333"),
                Optional.ofNullable(ledger),
                Optional.empty(),
                Optional.empty());
    }

    private static AgentSnapshot stepsDone(AgentSnapshot now, int steps) {
        return Json.read(
                Json.text(now).replace("\"stepsDone\":38", "\"stepsDone\":" + steps),
                AgentSnapshot.class);
    }

    private static AgentSnapshot at(int seconds, AgentSnapshot now) {
        String then = Snapshots.NOW.plusSeconds(seconds).toString();
        return Json.read(
                Json.text(now).replace(Snapshots.NOW.toString(), then), AgentSnapshot.class);
    }

    @Test
    void saysWhyNothingRunsAndWhatToDo() {
        Status status = on(Snapshots.waiting(Snapshots.fresh(), "no-payout")).status().get();
        assertThat(status.title()).isEqualTo("Where should it be paid?");
        assertThat(status.fix()).contains("Open Wallet");
    }

    @Test
    void hasASentenceForAReasonItDoesNotKnow() {
        Status status = on(Snapshots.waiting(Snapshots.fresh(), "moon-phase")).status().get();
        assertThat(status.text()).contains("does not know").doesNotContain("moon");
    }

    @Test
    void showsADashForWhatNobodyMeasured() {
        Today today = on(Snapshots.fresh()).today().get();
        assertThat(today.energy()).isEqualTo("–");
        assertThat(today.earned()).isEqualTo("0");
        assertThat(today.held()).isEqualTo("nothing of it is held");
    }

    @Test
    void movesTheSwitchOfTheAgent() {
        var agent = new InMemoryAgent(Snapshots.busy());
        HomeViewModel model = on(agent);
        model.share(false);
        assertThat(agent.snapshot().sharing()).isFalse();
        assertThat(model.sharing().get()).isFalse();
        assertThat(model.status().get().title()).isEqualTo("Sharing is off");
    }

    @Test
    void letsTheSwitchSpringBackWhenTheAgentIsGone() {
        var agent = new InMemoryAgent(Snapshots.fresh());
        HomeViewModel model = on(agent);
        agent.gone(true);
        model.share(true);
        assertThat(model.sharing().get()).isFalse();
        assertThat(said.bad()).hasSize(1);
        assertThat(model.status().get().title()).isEqualTo("The agent is not answering");
    }

    @Test
    void showsTheTextSampleWithoutControlCharacters() {
        assertThat(on(Snapshots.busy()).jobs().getFirst().sample())
                .startsWith("Once upon a time")
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void fetchesTheRoundsOfTheJobInWork() {
        HomeViewModel model = on(Snapshots.busy());
        assertThat(model.rounds()).hasSize(10);
    }

    @Test
    void followsNothingWhileHidden() {
        var agent = new InMemoryAgent(Snapshots.fresh());
        HomeViewModel model = on(agent);
        model.onHide();
        agent.publish(Snapshots::training);
        assertThat(model.sharing().get()).isFalse();
    }
}
