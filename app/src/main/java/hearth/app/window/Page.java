package hearth.app.window;

import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

import java.util.Locale;

/// The places that the sidebar leads to.
public enum Page {
    HOME("fth-home", KeyCode.DIGIT1),
    EARNINGS("fth-trending-up", KeyCode.DIGIT2),
    JOBS("fth-box", KeyCode.DIGIT3),
    WALLET("fth-credit-card", KeyCode.DIGIT4),
    STAKING("fth-layers", KeyCode.DIGIT5),
    HARDWARE("fth-cpu", KeyCode.DIGIT6),
    RULES("fth-clock", KeyCode.DIGIT7),
    SETTINGS("fth-sliders", KeyCode.DIGIT8),
    HELP("fth-help-circle", KeyCode.DIGIT9);

    private final String icon;
    private final KeyCode digit;

    Page(String icon, KeyCode digit) {
        this.icon = icon;
        this.digit = digit;
    }

    String icon() {
        return icon;
    }

    String key() {
        return "nav." + name().toLowerCase(Locale.ROOT);
    }

    /// Leads there from every page.
    KeyCodeCombination keys() {
        return new KeyCodeCombination(digit, KeyCombination.SHORTCUT_DOWN);
    }
}
