package hearth.app.window;

import hearth.app.settings.View;

import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;

import java.util.Map;
import java.util.function.UnaryOperator;

/// The keys that make everything larger or smaller, as in a browser: on the letters' part of the
/// keyboard, with and without Shift, and on its number pad.
final class ZoomKeys {
    private static final int WHOLE = 100;

    static final Map<KeyCombination, UnaryOperator<View>> ALL =
            Map.of(
                    with(KeyCode.PLUS), View::larger,
                    with(KeyCode.EQUALS), View::larger,
                    with(KeyCode.ADD), View::larger,
                    with(KeyCode.MINUS), View::smaller,
                    with(KeyCode.SUBTRACT), View::smaller,
                    with(KeyCode.DIGIT0), view -> view.withZoom(WHOLE),
                    with(KeyCode.NUMPAD0), view -> view.withZoom(WHOLE));

    private ZoomKeys() {}

    private static KeyCombination with(KeyCode key) {
        return new KeyCodeCombination(key, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_ANY);
    }
}
