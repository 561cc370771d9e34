package hearth.app.hardware;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.agent.MachineFeed;
import hearth.app.background.Background;
import hearth.app.household.HouseholdViewModel;
import hearth.app.rules.RulesFeed;
import hearth.app.text.Speech;
import hearth.protocol.SandboxGrade;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.electricity.ElectricityTerms;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Hardware: what the machine does, asked for once a second while the screen shows.
public final class HardwareViewModel {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// Between two questions for the standing, which the agent itself learns seldom.
    private static final int LOOKS = 30;

    private final ReadOnlyObjectWrapper<Optional<Figures>> figures =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Walls>> walls =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Meter> meter =
            new ReadOnlyObjectWrapper<>(new Meter(List.of()));
    private final ReadOnlyObjectWrapper<Optional<Promise>> promise =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Ledger>> ledger =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Standing>> standing =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<ElectricityTerms>> terms =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final HouseholdViewModel household;
    private final AgentFeed agent;
    private final MachineFeed machine;
    private final RulesFeed rules;
    private final Background background;
    private final Speech speech;
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks ticks;
    private int looks;

    public HardwareViewModel(
            AgentFeed agent,
            MachineFeed machine,
            RulesFeed rules,
            Background background,
            Speech speech) {
        this.agent = agent;
        this.machine = machine;
        this.rules = rules;
        this.background = background;
        this.speech = speech;
        this.household = new HouseholdViewModel(agent, background, speech);
    }

    void onShow() {
        following =
                Subscription.combine(
                        machine.view()
                                .subscribe(
                                        view ->
                                                figures.set(
                                                        view.flatMap(m -> Figures.of(m, speech)))),
                        agent.state().subscribe(this::answering));
        household.onShow();
        ticks = background.every(LOOK, this::look);
        look();
        agent.ask(AgentLink::electricity, told -> terms.set(Optional.of(told)), () -> {});
    }

    void onHide() {
        following.unsubscribe();
        looks = 0;
        household.onHide();
        if (ticks != null) {
            ticks.close();
        }
    }

    private void look() {
        machine.look();
        if (looks++ % LOOKS == 0) {
            askForStanding();
        }
    }

    private void askForStanding() {
        agent.ask(
                AgentLink::standings,
                told -> standing.set(Optional.of(Standing.of(told, speech))),
                () -> {});
    }

    private void answering(AgentState state) {
        walls.set(
                state.newest()
                        .flatMap(AgentSnapshot::sandbox)
                        .map(sandbox -> Walls.of(sandbox, speech)));
        state.newest()
                .ifPresent(
                        snapshot -> {
                            promise.set(Optional.of(Promise.of(snapshot.yields(), speech)));
                            meter.set(Meter.of(snapshot, speech));
                            ledger.set(Optional.of(Ledger.of(snapshot.health(), speech)));
                        });
        if (state instanceof AgentState.Live) {
            if (standing.get().isEmpty()) {
                askForStanding();
            }
            rules.refresh();
        }
    }

    /// Empty until the agent has told them.
    ReadOnlyObjectProperty<Optional<Figures>> figures() {
        return figures.getReadOnlyProperty();
    }

    /// The sandbox around training; empty where the agent knows nothing of it.
    ReadOnlyObjectProperty<Optional<Walls>> walls() {
        return walls.getReadOnlyProperty();
    }

    /// The rules that limit the machine; the lines of the screen change them.
    RulesFeed rules() {
        return rules;
    }

    /// Allows or forbids a graphics card, or the processor, at once.
    void use(String part, boolean on) {
        rules.change(book -> book.withCard(part, on));
    }

    /// Trains nothing in a weaker sandbox from now on.
    void require(SandboxGrade weakest) {
        rules.change(book -> book.withSandbox(weakest));
    }

    ReadOnlyObjectProperty<Meter> meter() {
        return meter.getReadOnlyProperty();
    }

    /// The other machines of this owner.
    HouseholdViewModel household() {
        return household;
    }

    /// How fast this computer is given back; empty until the agent has answered.
    ReadOnlyObjectProperty<Optional<Promise>> promise() {
        return promise.getReadOnlyProperty();
    }

    /// What the work asked of this computer; empty until the agent has answered.
    ReadOnlyObjectProperty<Optional<Ledger>> ledger() {
        return ledger.getReadOnlyProperty();
    }

    /// How often this computer is checked, and why; empty until the agent has answered.
    ReadOnlyObjectProperty<Optional<Standing>> standing() {
        return standing.getReadOnlyProperty();
    }

    /// What the owner told of their electricity; empty until the agent has answered.
    ReadOnlyObjectProperty<Optional<ElectricityTerms>> terms() {
        return terms.getReadOnlyProperty();
    }

    /// Has the agent keep what was typed, and says how that went.
    ///
    /// @param onSaid told the sentence, and whether it is good news
    void tell(Terms typed, BiConsumer<String, Boolean> onSaid) {
        boolean clear = !typed.isAmbiguous(speech.amounts());
        var next = terms.get().filter(told -> clear).flatMap(typed::over);
        if (next.isEmpty()) {
            onSaid.accept(speech.text(typed.wrong(speech.amounts())), false);
            return;
        }
        agent.tell(
                link -> link.electricity(next.get()),
                () -> {
                    terms.set(next);
                    onSaid.accept(speech.text("terms.kept"), true);
                },
                () -> onSaid.accept(speech.text("terms.not-kept"), false));
    }
}
