package hearth.app.settings;

import hearth.app.background.Background;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The settings in force. A change is made to what the file says by then, in the background, one
/// after the other, and published once it is durable; state belongs to the screen's thread.
public final class SettingsFeed {
    private final ReadOnlyObjectWrapper<Settings> current;
    private final SettingsFile file;
    private final Background background;
    private final List<Wish> waiting = new ArrayList<>();
    private boolean saving;

    public SettingsFeed(SettingsFile file, Settings loaded, Background background) {
        this.file = file;
        this.background = background;
        current = new ReadOnlyObjectWrapper<>(loaded);
    }

    private record Wish(UnaryOperator<Settings> change, Runnable onSaved, Runnable onFailure) {}

    public ReadOnlyObjectProperty<Settings> current() {
        return current.getReadOnlyProperty();
    }

    /// Applies a change; `onFailure` when it could not be saved, and then nothing has changed.
    public void change(UnaryOperator<Settings> change, Runnable onFailure) {
        change(change, () -> {}, onFailure);
    }

    /// @param onSaved called once it is durable
    public void change(UnaryOperator<Settings> change, Runnable onSaved, Runnable onFailure) {
        waiting.add(new Wish(change, onSaved, onFailure));
        save();
    }

    /// Saves a last change before the window is gone; blocks.
    public void changeNow(UnaryOperator<Settings> change) {
        var all = new ArrayList<>(waiting);
        waiting.clear();
        current.set(file.change(now -> change.apply(with(all).apply(now)), current.get()));
    }

    private void save() {
        if (saving || waiting.isEmpty()) {
            return;
        }
        saving = true;
        var all = List.copyOf(waiting);
        waiting.clear();
        var known = current.get();
        background.run(
                () -> file.change(with(all), known),
                saved -> {
                    saving = false;
                    current.set(saved);
                    all.forEach(wish -> wish.onSaved().run());
                    save();
                },
                failure -> {
                    saving = false;
                    all.forEach(wish -> wish.onFailure().run());
                    save();
                });
    }

    private static UnaryOperator<Settings> with(List<Wish> wishes) {
        return now -> {
            var then = now;
            for (var wish : wishes) {
                then = wish.change().apply(then);
            }
            return then;
        };
    }
}
