package hearth.app.estimate;

import hearth.app.background.Background;
import hearth.app.text.Speech;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import org.jspecify.annotations.Nullable;

import java.util.function.Supplier;

/// The earnings check as a person starts, stops and reads it.
///
/// | state | goes to |
/// |---|---|
/// | WAITING, TOLD, FAILED | RUNNING (start) |
/// | RUNNING | TOLD (an answer), FAILED (none), WAITING (stop) |
public final class EarningsCheckViewModel {
    /// What the card shows.
    sealed interface Shown {
        /// Nobody asked yet.
        record Waiting() implements Shown {}

        /// It trains and measures.
        record Running() implements Shown {}

        /// The answer, in words.
        record Told(CheckWords words) implements Shown {}

        /// No answer came.
        record Failed() implements Shown {}
    }

    private final ReadOnlyObjectWrapper<Shown> shown =
            new ReadOnlyObjectWrapper<>(new Shown.Waiting());
    private final Supplier<EarningsCheck> checks;
    private final Background background;
    private final Speech speech;
    private @Nullable EarningsCheck current;

    /// @param checks a new one each time
    public EarningsCheckViewModel(
            Supplier<EarningsCheck> checks, Background background, Speech speech) {
        this.checks = checks;
        this.background = background;
        this.speech = speech;
    }

    /// Starts the check, unless one runs.
    public void start() {
        if (shown.get() instanceof Shown.Running) {
            return;
        }
        var check = checks.get();
        current = check;
        shown.set(new Shown.Running());
        background.run(
                check::answer,
                answer ->
                        shown.set(
                                answer.<Shown>map(
                                                told -> new Shown.Told(CheckWords.of(told, speech)))
                                        .orElseGet(Shown.Waiting::new)),
                failure -> shown.set(new Shown.Failed()));
    }

    /// Ends a check that runs; what was told stays.
    public void stop() {
        if (current != null) {
            current.stop();
        }
    }

    ReadOnlyObjectProperty<Shown> shown() {
        return shown.getReadOnlyProperty();
    }
}
