package hearth.app.household;

import hearth.app.agent.AgentFeed;
import hearth.app.agent.AgentState;
import hearth.app.background.Background;
import hearth.app.text.Speech;
import hearth.protocol.Messages.Household;
import hearth.protocol.Messages.Machine;
import hearth.protocol.Messages.PairingCode;
import hearth.protocol.PairingDigits;
import hearth.worker.AgentLink;
import hearth.worker.AgentRefusedException;

import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.util.Subscription;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The other machines of this owner: looked for twice a minute while they show, and every few
/// seconds while a code waits to be typed elsewhere.
public final class HouseholdViewModel {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int TICKS = 30;
    private static final int TICKS_WITH_A_CODE = 4;

    private final ReadOnlyObjectWrapper<Optional<List<MachineLine>>> others =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Code>> code =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Said> said = new ReadOnlyObjectWrapper<>(Said.NOTHING);
    private final ReadOnlyBooleanWrapper paired = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper leaving = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
    private final AgentFeed agent;
    private final Background background;
    private final Speech speech;
    private Duration ahead = Duration.ZERO;
    private int ticks;
    private boolean looking;

    /// Why the last look told nothing; nothing where it did.
    private Said unseen = Said.NOTHING;
    private Optional<PairingCode> open = Optional.empty();
    private Subscription following = Subscription.EMPTY;
    private Background.@Nullable Ticks clock;

    /// A code that waits for the other machine.
    ///
    /// @param left how long it is good, in words
    public record Code(String text, String left) {}

    /// What became of the last thing that was wanted.
    public record Said(String text, boolean good) {
        static final Said NOTHING = new Said("", true);
    }

    /// How the agent answered.
    private sealed interface Heard<T> {
        record Told<T>(T value) implements Heard<T> {}

        record Refused<T>(String id) implements Heard<T> {}
    }

    public HouseholdViewModel(AgentFeed agent, Background background, Speech speech) {
        this.agent = agent;
        this.background = background;
        this.speech = speech;
    }

    public void onShow() {
        following =
                agent.state()
                        .subscribe(
                                state -> {
                                    if (state instanceof AgentState.Live
                                            && others.get().isEmpty()) {
                                        look();
                                    }
                                });
        clock = background.every(TICK, this::tick);
        look();
    }

    public void onHide() {
        following.unsubscribe();
        leaving.set(false);
        if (clock != null) {
            clock.close();
        }
    }

    private void tick() {
        open.ifPresent(this::count);
        if (++ticks >= (open.isPresent() ? TICKS_WITH_A_CODE : TICKS)) {
            look();
        }
    }

    private void count(PairingCode waiting) {
        var left = Duration.between(speech.times().now().plus(ahead), waiting.expiresAt());
        if (!left.isPositive()) {
            open = Optional.empty();
            code.set(Optional.empty());
            said.set(new Said(speech.text("machines.code-over"), false));
            return;
        }
        code.set(
                Optional.of(
                        new Code(
                                waiting.code(),
                                speech.text("machines.code-left", speech.times().span(left)))));
    }

    private void look() {
        ticks = 0;
        if (looking) {
            return;
        }
        looking = true;
        var now = speech.times().now();
        var midnight = speech.times().local(now).toLocalDate().atStartOfDay();
        var since = midnight.atZone(speech.times().local(now).getZone()).toInstant();
        ask(
                link -> link.household(since),
                told -> {
                    looking = false;
                    if (said.get().equals(unseen)) {
                        said.set(Said.NOTHING);
                    }
                    unseen = Said.NOTHING;
                    show(told, now);
                },
                id -> {
                    looking = false;
                    refused(id);
                    unseen = said.get();
                });
    }

    private void show(Household told, Instant asked) {
        ahead = Duration.between(asked, told.time());
        paired.set(told.machines().stream().anyMatch(m -> m.self() && m.paired()));
        var lines =
                told.machines().stream()
                        .filter(m -> !m.self())
                        .map(m -> MachineLine.of(m, told.time(), speech))
                        .toList();
        var before = others.get();
        if (open.isPresent() && before.isPresent()) {
            told.machines().stream()
                    .filter(m -> m.paired() && !m.self() && isNew(m, before.get()))
                    .findFirst()
                    .ifPresent(this::joined);
        }
        others.set(Optional.of(lines));
    }

    private static boolean isNew(Machine machine, List<MachineLine> before) {
        return before.stream().noneMatch(line -> line.id().equals(machine.device().value()));
    }

    private void joined(Machine machine) {
        open = Optional.empty();
        code.set(Optional.empty());
        said.set(
                new Said(
                        speech.text(
                                "machines.joined",
                                MachineLine.of(machine, speech.times().now(), speech).name()),
                        true));
    }

    /// Shows a code for another machine.
    void pair() {
        want(
                AgentLink::pairingCode,
                fresh -> {
                    open = Optional.of(fresh);
                    said.set(Said.NOTHING);
                    count(fresh);
                });
    }

    /// Joins the machine that showed this code.
    void join(String typed) {
        if (typed.isBlank()) {
            said.set(new Said(speech.text("machines.no-code"), false));
            return;
        }
        if (PairingDigits.read(typed).isEmpty()) {
            said.set(new Said(speech.text("machines.not-a-code"), false));
            return;
        }
        want(
                link -> {
                    link.join(typed.strip());
                    return true;
                },
                _ -> {
                    said.set(new Said(speech.text("machines.paired"), true));
                    look();
                });
    }

    /// Asks first: only the other machines can undo it, each with a code.
    void askToLeave() {
        leaving.set(paired.get());
    }

    void stay() {
        leaving.set(false);
    }

    /// Sees the paired machines no more, nor they this one; after the question alone.
    void leave() {
        if (!leaving.get()) {
            return;
        }
        leaving.set(false);
        want(
                link -> {
                    link.leave();
                    return true;
                },
                _ -> {
                    open = Optional.empty();
                    code.set(Optional.empty());
                    said.set(new Said(speech.text("machines.left"), true));
                    look();
                });
    }

    private <T> void want(Function<AgentLink, T> wish, Consumer<T> onDone) {
        busy.set(true);
        ask(
                wish,
                done -> {
                    busy.set(false);
                    onDone.accept(done);
                },
                id -> {
                    busy.set(false);
                    refused(id);
                });
    }

    private void refused(String id) {
        said.set(new Said(speech.words().reason(id, "").text(), false));
    }

    private <T> void ask(
            Function<AgentLink, T> question, Consumer<T> onTold, Consumer<String> onRefused) {
        agent.ask(
                link -> {
                    try {
                        return new Heard.Told<>(question.apply(link));
                    } catch (AgentRefusedException e) {
                        return new Heard.Refused<T>(e.id());
                    }
                },
                heard -> {
                    switch (heard) {
                        case Heard.Told<T>(T value) -> onTold.accept(value);
                        case Heard.Refused<T>(String id) -> onRefused.accept(id);
                    }
                },
                () -> onRefused.accept("agent-silent"));
    }

    /// Empty until the coordinator has answered.
    ReadOnlyObjectProperty<Optional<List<MachineLine>>> others() {
        return others.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Optional<Code>> code() {
        return code.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Said> said() {
        return said.getReadOnlyProperty();
    }

    /// Whether this machine was paired, and may leave.
    ReadOnlyBooleanProperty paired() {
        return paired.getReadOnlyProperty();
    }

    /// Whether the owner is asked if they mean it.
    ReadOnlyBooleanProperty leaving() {
        return leaving.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busy() {
        return busy.getReadOnlyProperty();
    }
}
