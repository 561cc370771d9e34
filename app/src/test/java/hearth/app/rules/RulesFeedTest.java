package hearth.app.rules;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.MachineFeed;
import hearth.app.fixture.InMemoryAgent;
import hearth.app.fixture.Said;
import hearth.app.fixture.SameThreadBackground;
import hearth.app.fixture.Snapshots;
import hearth.app.rules.RulesFeed.Trouble;
import hearth.app.text.Speech;
import hearth.worker.policy.RunRules;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

class RulesFeedTest {
    private final InMemoryAgent agent = new InMemoryAgent(Snapshots.busy());
    private final SameThreadBackground background = new SameThreadBackground();
    private final AgentFeed feed = new AgentFeed(agent.links(), background);
    private final RulesFeed rules = new RulesFeed(feed);

    @BeforeEach
    void open() {
        feed.open();
        rules.refresh();
    }

    private void turn(SwitchRule rule, boolean on) {
        rules.change(book -> rule.write(book, on));
    }

    private RunRules kept() {
        return agent.rules().orElseThrow();
    }

    @Test
    void hasTheAgentKeepEachChangeAndTakesItBack() {
        turn(SwitchRule.VIDEO, false);
        turn(SwitchRule.METERED, true);
        assertThat(kept().person().videoStops()).isFalse();
        assertThat(kept().network().meteredAllowed()).isTrue();

        rules.undo();
        assertThat(kept().network().meteredAllowed()).isFalse();
        rules.undo();
        assertThat(kept()).isEqualTo(RunRules.USUAL);
        assertThat(rules.undoable().get()).isFalse();
    }

    @Test
    void keepsWhatTheLineMayCarryBesideTheRules() {
        rules.change(book -> AmountRule.DATA_DAY.write(book, Optional.of(500.0)));
        assertThat(agent.limits().bytesPerDay()).contains(500L << 20);
        assertThat(kept()).isEqualTo(RunRules.USUAL);
    }

    @Test
    void showsWhatAnotherProgramChangedAndForgetsItsOwnChanges() {
        turn(SwitchRule.VIDEO, false);
        agent.rules(Optional.of(SwitchRule.FULLSCREEN.write(RuleBook.USUAL, false).rules()));
        rules.refresh();

        assertThat(rules.book().get().orElseThrow().rules()).isEqualTo(kept());
        assertThat(rules.undoable().get()).isFalse();
    }

    @Test
    void showsWhatStillHoldsWhenTheAgentIsGone() {
        agent.gone(true);
        turn(SwitchRule.VIDEO, false);

        assertThat(rules.book().get()).contains(RuleBook.USUAL);
        assertThat(rules.trouble().get()).isEqualTo(Trouble.NOT_SAVED);
        rules.refresh();
        assertThat(rules.trouble().get()).isEqualTo(Trouble.UNREACHABLE);

        agent.gone(false);
        background.tick();
        rules.refresh();
        assertThat(rules.trouble().get()).isEqualTo(Trouble.NONE);
        assertThat(kept()).isEqualTo(RunRules.USUAL);
    }

    @Test
    void replacesRulesThatNobodyUnderstandsOnlyWhenAskedTo() {
        agent.rules(Optional.empty());
        rules.refresh();
        assertThat(rules.trouble().get()).isEqualTo(Trouble.UNREADABLE);
        turn(SwitchRule.VIDEO, false);
        assertThat(agent.rules()).isEmpty();

        rules.reset(() -> {});
        assertThat(kept()).isEqualTo(RunRules.USUAL);
        assertThat(rules.trouble().get()).isEqualTo(Trouble.NONE);
    }

    @Test
    void resetsAndBringsTheOwnersRulesBack() {
        turn(SwitchRule.VIDEO, false);
        rules.reset(() -> {});
        assertThat(kept()).isEqualTo(RunRules.USUAL);
        rules.undo();
        assertThat(kept().person().videoStops()).isFalse();
    }

    @Test
    void tellsOfAResetOnlyOnceTheAgentKeepsIt() {
        var said = new Said();
        var model =
                new RulesViewModel(
                        feed, new MachineFeed(feed), rules, background, Said.speech(), said);
        turn(SwitchRule.VIDEO, false);
        agent.gone(true);
        model.reset();
        assertThat(rules.trouble().get()).isEqualTo(Trouble.NOT_SAVED);
        assertThat(said.good()).as("nothing was reset").isEmpty();

        agent.gone(false);
        background.tick();
        model.reset();
        assertThat(said.good())
                .containsExactly("The usual rules hold again. Undo brings yours back.");
    }

    @Test
    void promisesNoWayBackToRulesThatNobodyUnderstands() {
        var said = new Said();
        var model =
                new RulesViewModel(
                        feed, new MachineFeed(feed), rules, background, Said.speech(), said);
        agent.rules(Optional.empty());
        rules.refresh();
        model.reset();
        assertThat(kept()).isEqualTo(RunRules.USUAL);
        assertThat(rules.undoable().get()).isFalse();
        model.reset();
        assertThat(said.good()).containsOnly("The usual rules hold.").hasSize(2);
    }

    @Test
    void marksTheHourThatItIs() {
        var now = new AtomicReference<>(Instant.parse("2026-11-22T23:59:59Z"));
        InstantSource time = now::get;
        var speech = Speech.of(Locale.ENGLISH, time.withZone(ZoneOffset.UTC));
        var model =
                new RulesViewModel(
                        feed, new MachineFeed(feed), rules, background, speech, new Said());
        model.onShow();
        assertThat(model.hour().get().getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
        now.set(Instant.parse("2026-11-23T00:00:01Z"));
        background.tick();
        assertThat(model.hour().get().getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(model.hour().get().getHour()).isZero();
        model.onHide();
    }
}
