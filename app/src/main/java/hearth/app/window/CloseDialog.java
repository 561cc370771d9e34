package hearth.app.window;

import hearth.app.look.Dialog;
import hearth.app.text.Speech;

import javafx.scene.control.Button;

/// Asks, while sharing is on, whether it goes on without the window.
final class CloseDialog {
    private CloseDialog() {}

    static Dialog of(Speech speech, Runnable keep, Runnable stop, Runnable stay) {
        Button back = button(speech.text("close.stay"), stay, "flat");
        back.setCancelButton(true);
        Button goOn = button(speech.text("close.keep"), keep, "accent");
        goOn.setDefaultButton(true);
        return new Dialog(
                speech.text("close.title"),
                speech.text("close.text"),
                back,
                button(speech.text("close.stop"), stop, "close-stop"),
                goOn);
    }

    private static Button button(String text, Runnable action, String styleClass) {
        var button = new Button(text);
        button.getStyleClass().add(styleClass);
        button.setOnAction(event -> action.run());
        return button;
    }
}
