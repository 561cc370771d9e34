package hearth.app.rules;

import javafx.css.PseudoClass;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// A field of a rule. What is typed counts with Enter or when the field is left; Escape
/// takes it back.
final class RuleField extends TextField {
    static final String NUMBER = "number-field";
    static final String WORDS = "words-field";

    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private String shown = "";

    /// @param style such as `number-field` for a short one
    /// @param onTyped called when what was typed counts
    RuleField(String name, String style, Runnable onTyped) {
        getStyleClass().addAll("rule-field", style);
        setAccessibleText(name);
        setOnAction(event -> onTyped.run());
        focusedProperty()
                .subscribe(
                        focused -> {
                            if (!focused && isDirty()) {
                                onTyped.run();
                            }
                        });
        addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE && isDirty()) {
                        setText(shown);
                        onTyped.run();
                        event.consume();
                    }
                });
    }

    boolean isDirty() {
        return !getText().equals(shown);
    }

    /// Shows what holds, unless the owner is typing something else.
    void show(String text) {
        boolean untouched = !isDirty();
        shown = text;
        if (untouched) {
            setText(text);
        }
    }

    /// Shows what holds, whatever was typed.
    void settle(String text) {
        shown = text;
        setText(text);
    }

    void mark(boolean wrong) {
        pseudoClassStateChanged(WRONG, wrong);
    }
}
