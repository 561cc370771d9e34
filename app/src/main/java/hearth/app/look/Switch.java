package hearth.app.look;

import atlantafx.base.controls.ToggleSwitch;

import javafx.scene.AccessibleAction;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// An on/off switch that the keyboard and a screen reader can use, which the one of the theme
/// cannot.
public final class Switch extends ToggleSwitch {
    public Switch() {
        setAccessibleRole(AccessibleRole.CHECK_BOX);
        setFocusTraversable(true);
        addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.SPACE || event.getCode() == KeyCode.ENTER) {
                        toggle();
                        event.consume();
                    }
                });
        selectedProperty()
                .subscribe(() -> notifyAccessibleAttributeChanged(AccessibleAttribute.SELECTED));
    }

    private void toggle() {
        if (!isDisabled()) {
            setSelected(!isSelected());
        }
    }

    @Override
    public Object queryAccessibleAttribute(AccessibleAttribute attribute, Object... parameters) {
        return attribute == AccessibleAttribute.SELECTED
                ? (Object) isSelected()
                : super.queryAccessibleAttribute(attribute, parameters);
    }

    @Override
    public void executeAccessibleAction(AccessibleAction action, Object... parameters) {
        if (action == AccessibleAction.FIRE) {
            toggle();
        } else {
            super.executeAccessibleAction(action, parameters);
        }
    }
}
