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
    VOTES("fth-flag", KeyCode.DIGIT6),
    HARDWARE("fth-cpu", KeyCode.DIGIT7),
    RULES("fth-clock", KeyCode.DIGIT8),
    SETTINGS("fth-sliders", KeyCode.DIGIT9),
    /// All ten digits but 0, which belongs to the zoom, are taken.
    HELP("fth-help-circle", KeyCode.F1);

    private final String icon;
    private final KeyCode code;

    Page(String icon, KeyCode code) {
        this.icon = icon;
        this.code = code;
    }

    String icon() {
        return icon;
    }

    String key() {
        return "nav." + name().toLowerCase(Locale.ROOT);
    }

    /// Leads there from every page.
    KeyCodeCombination keys() {
        return code.isDigitKey()
                ? new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN)
                : new KeyCodeCombination(code);
    }
}
