package hearth.app.wallet;

import hearth.app.background.Background;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;
import java.util.function.Function;

/// Brings the wallet's newest state to the screen's thread and runs its verbs in the background.
public final class WalletFeed implements AutoCloseable {
    private final ReadOnlyObjectWrapper<WalletState> state =
            new ReadOnlyObjectWrapper<>(WalletState.none());
    private final WalletSource source;
    private final Background background;
    private WalletDesk.@Nullable Watching watching;
    private boolean opened;
    private boolean closed;

    public WalletFeed(WalletSource source, Background background) {
        this.source = source;
        this.background = background;
        state.set(source.glance());
    }

    public WalletFeed(WalletDesk open, Background background) {
        this(WalletSource.of(open), background);
    }

    /// Starts following, which opens the wallet where nobody has needed it before. Every screen
    /// that shows money calls it; only the first call counts.
    public void open() {
        if (opened) {
            return;
        }
        opened = true;
        Consumer<WalletState> follow = background.newest(state::set);
        background.run(
                () -> source.opening().get().watch(follow),
                this::follows,
                failure -> opened = false);
    }

    private void follows(WalletDesk.Watching now) {
        if (closed) {
            now.close();
        } else {
            watching = now;
        }
    }

    public ReadOnlyObjectProperty<WalletState> state() {
        return state.getReadOnlyProperty();
    }

    /// Runs one verb. `onFailure` is called when the machine broke; expected refusals are answers.
    public <T> void ask(Function<WalletDesk, T> verb, Consumer<T> onAnswer, Runnable onFailure) {
        background.run(
                () -> {
                    var desk = source.opening().get();
                    return new Answer<>(desk, verb.apply(desk));
                },
                answer -> {
                    state.set(answer.by().state());
                    onAnswer.accept(answer.value());
                },
                failure -> onFailure.run());
    }

    private record Answer<T>(WalletDesk by, T value) {}

    @Override
    public void close() {
        closed = true;
        if (watching != null) {
            watching.close();
        }
    }
}
