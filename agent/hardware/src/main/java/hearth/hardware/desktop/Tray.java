package hearth.hardware.desktop;

import hearth.hardware.desktop.TrayFace.Choice;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// Hearth's place in the desktop's tray, and the notes that the desktop shows for it. Where there
/// is no tray everything works without. Safe for use by several threads.
public interface Tray extends AutoCloseable {
    /// Shows that from now on.
    void show(TrayFace face);

    /// Lets the desktop show a note; silently nothing where it shows none.
    void tell(String title, String text);

    /// Whether some tray has taken the icon.
    boolean isShown();

    @Override
    void close();

    /// That of the system that this process runs on. Only Linux has one so far.
    ///
    /// @param onChoice told on a thread of the tray
    static Tray here(TrayFace first, Consumer<Choice> onChoice) {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("linux") ? of(System.getenv(), first, onChoice) : new NoTray();
    }

    /// That of the desktop whose session bus the environment names.
    static Tray of(Map<String, String> environment, TrayFace first, Consumer<Choice> onChoice) {
        return Bus.session(environment)
                .<Tray>map(bus -> LinuxTray.open(bus, first, onChoice))
                .orElseGet(NoTray::new);
    }

    /// A desktop without one.
    final class NoTray implements Tray {
        @Override
        public void show(TrayFace face) {}

        @Override
        public void tell(String title, String text) {}

        @Override
        public boolean isShown() {
            return false;
        }

        @Override
        public void close() {}
    }
}
