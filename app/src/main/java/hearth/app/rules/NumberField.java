package hearth.app.rules;

import javafx.css.PseudoClass;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// A short field for a number. What is typed counts with Enter or when the field is left; Escape
/// takes it back.
final class NumberField extends TextField {
    private static final PseudoClass WRONG = PseudoClass.getPseudoClass("wrong");
    private String shown = "";

    /// @param onTyped called when what was typed counts
    NumberField(String name, Runnable onTyped) {
        getStyleClass().add("number-field");
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

    /// Shows the number that holds, unless the owner is typing another one.
    void show(String number) {
        boolean untouched = !isDirty();
        shown = number;
        if (untouched) {
            setText(number);
        }
    }

    /// Shows the number that holds, whatever was typed.
    void settle(String number) {
        shown = number;
        setText(number);
    }

    void mark(boolean wrong) {
        pseudoClassStateChanged(WRONG, wrong);
    }
}
