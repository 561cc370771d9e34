package hearth.app.agent;

import hearth.app.background.Background;
import hearth.worker.AgentLink;
import hearth.worker.AgentSnapshot;
import hearth.worker.AgentUnreachableException;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Keeps one link to the agent: follows its snapshots, notices when it goes away, and opens the
/// next link. All state belongs to the screen's thread; the link itself is only called in the
/// background.
public final class AgentFeed implements AutoCloseable {
    /// An agent that is watched tells of itself every two seconds at least, so it is asked only
    /// once it has missed that.
    private static final Duration PROBE = Duration.ofMillis(2500);
    private final ReadOnlyObjectWrapper<AgentState> state =
            new ReadOnlyObjectWrapper<>(new AgentState.Connecting());
    private final AgentLinks links;
    private final Background background;
    private @Nullable Line line;
    private boolean asking;
    private boolean heard;
    private Background.@Nullable Ticks ticks;
    private boolean closed;

    public AgentFeed(AgentLinks links, Background background) {
        this.links = links;
        this.background = background;
    }

    /// Starts following; call once.
    public void open() {
        ticks = background.every(PROBE, this::check);
        check();
    }

    public ReadOnlyObjectProperty<AgentState> state() {
        return state.getReadOnlyProperty();
    }

    /// Asks the agent something in the background. `onFailure` is called when it cannot answer now.
    public <T> void ask(Function<AgentLink, T> question, Consumer<T> onAnswer, Runnable onFailure) {
        Line asked = line;
        if (asked == null) {
            onFailure.run();
            return;
        }
        background.run(
                () -> question.apply(asked.link()),
                onAnswer,
                failure -> {
                    if (failure instanceof AgentUnreachableException) {
                        lose(asked);
                    }
                    onFailure.run();
                });
    }

    /// Tells the agent something in the background.
    public void tell(Consumer<AgentLink> message, Runnable onDone, Runnable onFailure) {
        ask(
                link -> {
                    message.accept(link);
                    return true;
                },
                done -> onDone.run(),
                onFailure);
    }

    /// An agent that has just told something of itself need not be asked.
    private void check() {
        if (asking || heard) {
            heard = false;
            return;
        }
        asking = true;
        Line current = line;
        if (current == null) {
            background.run(this::connect, this::connected, failure -> asking = false);
        } else {
            background.run(
                    () -> current.link().snapshot(),
                    snapshot -> {
                        asking = false;
                        show(current, snapshot);
                    },
                    failure -> {
                        asking = false;
                        lose(current);
                    });
        }
    }

    private Line connect() {
        AgentLink link = links.open();
        var newLine = new Line(link);
        try {
            newLine.follow(background.newest(snapshot -> show(newLine, snapshot)));
        } catch (RuntimeException e) {
            link.close();
            throw e;
        }
        return newLine;
    }

    private void connected(Line opened) {
        asking = false;
        if (closed) {
            background.run(opened::hangUp, done -> {}, failure -> {});
            return;
        }
        line = opened;
        // What it told of itself while it was being connected is its state; no second question.
        opened.told().ifPresentOrElse(first -> show(opened, first), this::check);
    }

    private void show(Line from, AgentSnapshot snapshot) {
        from.told(snapshot);
        if (line == from) {
            heard = true;
            state.set(new AgentState.Live(snapshot));
        }
    }

    private void lose(Line lost) {
        if (line != lost) {
            return;
        }
        line = null;
        heard = false;
        state.get().newest().ifPresent(last -> state.set(new AgentState.Lost(last)));
        background.run(lost::hangUp, done -> {}, failure -> {});
    }

    @Override
    public void close() {
        closed = true;
        if (ticks != null) {
            ticks.close();
        }
        Line last = line;
        line = null;
        if (last != null) {
            last.hangUp();
        }
    }

    /// One open link and its subscription.
    private static final class Line {
        private final AgentLink link;
        private AgentLink.@Nullable Subscription subscription;
        private Optional<AgentSnapshot> told = Optional.empty();

        Line(AgentLink link) {
            this.link = link;
        }

        AgentLink link() {
            return link;
        }

        /// On the screen's thread.
        void told(AgentSnapshot snapshot) {
            told = Optional.of(snapshot);
        }

        Optional<AgentSnapshot> told() {
            return told;
        }

        synchronized void follow(Consumer<AgentSnapshot> onSnapshot) {
            subscription = link.subscribe(onSnapshot);
        }

        synchronized boolean hangUp() {
            if (subscription != null) {
                subscription.close();
            }
            link.close();
            return true;
        }
    }
}
