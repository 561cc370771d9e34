package hearth.hardware.desktop;

import java.util.List;
import java.util.Optional;

/// What the tray shows: a light, what it says under the pointer, and a menu.
///
/// @param title name of the program
/// @param tip one sentence
public record TrayFace(Light light, String title, String tip, List<Item> menu) {
    public TrayFace {
        menu = List.copyOf(menu);
    }

    /// The state that the icon tells at a glance; the tip says it in words.
    public enum Light {
        WORKING,
        RESTING,
        OFF,
        PROBLEM
    }

    /// What can be chosen.
    public enum Choice {
        OPEN,
        SHARE,
        PAUSE,
        QUIT
    }

    /// A line of the menu.
    ///
    /// @param on whether its mark is set; absent for a line without one
    public record Item(Choice choice, String label, Optional<Boolean> on) {}
}
