package hearth.app.window;

import hearth.app.background.Background;
import hearth.app.look.Tone;
import hearth.app.text.Notices;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The messages that lie over the screen now; each goes after a while or when the owner closes it.
final class ToastQueue implements Notices {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int LIFE = 6;
    private static final int MOST = 3;
    private final ObservableList<Toast> toasts = FXCollections.observableArrayList();
    private final Background background;
    private Background.@Nullable Ticks ticks;
    private long ticked;

    ToastQueue(Background background) {
        this.background = background;
    }

    @Override
    public void good(String text) {
        add(new Toast(text, Tone.GOOD, ticked));
    }

    @Override
    public void bad(String text) {
        add(new Toast(text, Tone.BAD, ticked));
    }

    ObservableList<Toast> toasts() {
        return toasts;
    }

    void dismiss(Toast toast) {
        toasts.remove(toast);
    }

    private void add(Toast toast) {
        toasts.removeIf(shown -> shown.text().equals(toast.text()));
        toasts.add(toast);
        while (toasts.size() > MOST) {
            toasts.removeFirst();
        }
        if (ticks == null) {
            ticks = background.every(TICK, this::tick);
        }
    }

    private void tick() {
        ticked++;
        toasts.removeIf(toast -> ticked - toast.since() >= LIFE);
        if (toasts.isEmpty() && ticks != null) {
            ticks.close();
            ticks = null;
        }
    }

    /// @param since tick at which it came
    record Toast(String text, Tone tone, long since) {}
}
