package hearth.app.rules;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.agent.MachineFeed;
import hearth.app.background.Background;
import hearth.app.text.Blindness;
import hearth.app.text.Notices;
import hearth.app.text.Speech;
import hearth.worker.MachineView;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/// When to run: what holds now and why, a pause, and the rules.
public final class RulesViewModel {
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final LocalTime MORNING = LocalTime.of(6, 0);
    private final ReadOnlyObjectWrapper<Headline> headline;
    private final ReadOnlyObjectWrapper<ZonedDateTime> hour;
    private final ObservableList<Blindness> blind = FXCollections.observableArrayList();
    private final AgentFeed agent;
    private final MachineFeed machine;
    private final RulesFeed rules;
    private final Background background;
    private final Speech speech;
    private final Notices notices;
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;

    /// How long a pause is.
    public enum Pause {
        TEN_MINUTES,
        AN_HOUR,
        /// Until six in the morning, as on the command line.
        TOMORROW
    }

    public RulesViewModel(
            AgentFeed agent,
            MachineFeed machine,
            RulesFeed rules,
            Background background,
            Speech speech,
            Notices notices) {
        this.agent = agent;
        this.machine = machine;
        this.rules = rules;
        this.background = background;
        this.speech = speech;
        this.notices = notices;
        headline = new ReadOnlyObjectWrapper<>(Headline.of(agent.state().get(), speech));
        hour = new ReadOnlyObjectWrapper<>(now());
    }

    private ZonedDateTime now() {
        return speech.times().local(speech.times().now()).truncatedTo(ChronoUnit.HOURS);
    }

    void onShow() {
        following =
                Subscription.combine(
                        agent.state().subscribe(state -> headline.set(Headline.of(state, speech))),
                        machine.view().subscribe(now -> now.ifPresent(this::show)));
        ticks = background.every(LOOK, this::look);
        look();
    }

    void onHide() {
        following.unsubscribe();
        if (ticks != null) {
            ticks.close();
        }
    }

    private void look() {
        hour.set(now());
        rules.refresh();
        machine.look();
    }

    private void show(MachineView figures) {
        var now = Blindness.of(figures.blind(), speech.words());
        if (!now.equals(blind)) {
            blind.setAll(now);
        }
    }

    /// The rules themselves; the lines of the screen change them.
    RulesFeed rules() {
        return rules;
    }

    ReadOnlyObjectProperty<Headline> headline() {
        return headline.getReadOnlyProperty();
    }

    /// The hour that it is.
    ReadOnlyObjectProperty<ZonedDateTime> hour() {
        return hour.getReadOnlyProperty();
    }

    /// Whether a pause can be begun or ended now.
    ObservableValue<Boolean> isAnswering() {
        return agent.state().map(state -> state instanceof AgentState.Live);
    }

    /// What of the person this system does not tell.
    ObservableList<Blindness> blind() {
        return blind;
    }

    void pause(Pause length) {
        Instant now = speech.times().now();
        Instant until =
                switch (length) {
                    case TEN_MINUTES -> now.plus(Duration.ofMinutes(10));
                    case AN_HOUR -> now.plus(Duration.ofHours(1));
                    case TOMORROW ->
                            speech.times()
                                    .local(now)
                                    .toLocalDate()
                                    .plusDays(1)
                                    .atTime(MORNING)
                                    .atZone(speech.times().local(now).getZone())
                                    .toInstant();
                };
        rest(until);
    }

    /// Ends a pause.
    void resume() {
        rest(Instant.EPOCH);
    }

    private void rest(Instant until) {
        agent.tell(
                link -> link.pauseUntil(until),
                () -> {},
                () -> notices.bad(speech.text("rules.pause.failed")));
    }

    void undo() {
        rules.undo();
    }

    void reset() {
        boolean canUndo = rules.book().get().filter(now -> !now.equals(RuleBook.USUAL)).isPresent();
        String done = speech.text(canUndo ? "rules.reset.done" : "rules.reset.anew");
        rules.reset(() -> notices.good(done));
    }
}
