package hearth.app.look;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// A question over the window: what it is about, in a few words, and the answers.
public final class Dialog extends VBox {
    public Dialog(String title, String text, Button... answers) {
        getStyleClass().addAll("card", "dialog");
        setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        var heading = new Label(title);
        heading.getStyleClass().add("card-title-large");
        heading.setWrapText(true);
        var words = new Label(text);
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        var buttons = new FlowPane(answers);
        buttons.getStyleClass().add("dialog-buttons");
        getChildren().addAll(heading, words, buttons);
    }
}
