package hearth.app.settings;

import hearth.app.text.Speech;

import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Whether Hearth begins at login, in the settings.
public final class LoginStartCard extends VBox {
    public LoginStartCard() {
        getStyleClass().add("card");
    }

    /// Shows that from now on.
    void connect(LoginStartViewModel model, Speech speech) {
        var box = new CheckBox(speech.text("login.switch"));
        box.setId("startAtLogin");
        box.setWrapText(true);
        box.setOnAction(event -> model.turn(box.isSelected()));
        var said = label("", "small");
        said.setId("startAtLoginSaid");
        model.shown()
                .subscribe(
                        now -> {
                            box.setDisable(now.isBusy());
                            box.setSelected(now.isOn());
                            said.setText(now.said());
                            said.getStyleClass().remove("error");
                            if (!now.isGood()) {
                                said.getStyleClass().add("error");
                            }
                        });
        getChildren()
                .addAll(
                        label(speech.text("login"), "card-title"),
                        label(speech.text("login.text"), "muted"),
                        box,
                        said);
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
