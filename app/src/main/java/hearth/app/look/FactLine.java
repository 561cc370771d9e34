package hearth.app.look;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.text.TextAlignment;

/// A name and its value on one line of a list of facts.
public final class FactLine extends HBox {
    public FactLine(String name, String value) {
        getStyleClass().add("fact-line");
        var left = new Label(name);
        left.setMinWidth(USE_PREF_SIZE);
        left.setWrapText(true);
        left.getStyleClass().add("fact-line-name");
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        var right = new Label(value);
        right.getStyleClass().add("fact-line-value");
        right.setWrapText(true);
        right.setTextAlignment(TextAlignment.RIGHT);
        getChildren().addAll(left, gap, right);
    }
}
