package hearth.app.look;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

import org.kordamp.ikonli.javafx.FontIcon;

/// A note at the window's edge, with a button that takes it away.
public final class ToastLine extends HBox {
    /// @param closeName of that button, as a screen reader says it
    public ToastLine(String words, Tone tone, String closeName, Runnable onClose) {
        getStyleClass().addAll("toast", tone.styleClass());
        var text = new Label(words);
        text.setWrapText(true);
        text.setMaxWidth(Double.MAX_VALUE);
        text.setMinHeight(Region.USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        var close = new Button(null, new FontIcon("fth-x"));
        close.getStyleClass().addAll("flat", "icon-button");
        close.setAccessibleText(closeName);
        close.setOnAction(event -> onClose.run());
        var icon = new FontIcon(tone.isGood() ? "fth-check-circle" : "fth-alert-circle");
        getChildren().addAll(icon, text, close);
    }
}
