package hearth.app.window;

import hearth.app.text.Speech;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Asks, while sharing is on, whether it goes on without the window.
final class CloseDialog extends VBox {
    CloseDialog(Speech speech, Runnable keep, Runnable stop, Runnable stay) {
        getStyleClass().addAll("card", "dialog");
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        var title = new Label(speech.text("close.title"));
        title.getStyleClass().add("card-title-large");
        var text = new Label(speech.text("close.text"));
        text.getStyleClass().add("muted");
        text.setWrapText(true);
        Button back = button(speech.text("close.stay"), stay, "flat");
        back.setCancelButton(true);
        Button goOn = button(speech.text("close.keep"), keep, "accent");
        goOn.setDefaultButton(true);
        var buttons = new HBox(back, button(speech.text("close.stop"), stop, "close-stop"), goOn);
        buttons.getStyleClass().add("dialog-buttons");
        getChildren().addAll(title, text, buttons);
    }

    private static Button button(String text, Runnable action, String styleClass) {
        var button = new Button(text);
        button.getStyleClass().add(styleClass);
        button.setOnAction(event -> action.run());
        return button;
    }
}
