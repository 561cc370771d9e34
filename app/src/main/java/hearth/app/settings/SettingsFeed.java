package hearth.app.settings;

import hearth.app.background.Background;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

import java.util.function.UnaryOperator;

/// The settings in force. A change is saved in the background, one after the other, and published
/// once it is durable; state belongs to the screen's thread.
public final class SettingsFeed {
    private final ReadOnlyObjectWrapper<Settings> current;
    private final SettingsFile file;
    private final Background background;
    private boolean saving;
    private Settings wanted;

    public SettingsFeed(SettingsFile file, Settings loaded, Background background) {
        this.file = file;
        this.background = background;
        current = new ReadOnlyObjectWrapper<>(loaded);
        wanted = loaded;
    }

    public ReadOnlyObjectProperty<Settings> current() {
        return current.getReadOnlyProperty();
    }

    /// Applies a change; `onFailure` when it could not be saved, and then nothing has changed.
    public void change(UnaryOperator<Settings> change, Runnable onFailure) {
        wanted = change.apply(wanted);
        save(onFailure);
    }

    /// Saves a last change before the window is gone; blocks.
    public void changeNow(UnaryOperator<Settings> change) {
        wanted = change.apply(wanted);
        file.save(wanted);
        current.set(wanted);
    }

    private void save(Runnable onFailure) {
        if (saving || wanted.equals(current.get())) {
            return;
        }
        saving = true;
        Settings next = wanted;
        background.run(
                () -> {
                    file.save(next);
                    return next;
                },
                saved -> {
                    saving = false;
                    current.set(saved);
                    save(onFailure);
                },
                failure -> {
                    saving = false;
                    wanted = current.get();
                    onFailure.run();
                });
    }
}
