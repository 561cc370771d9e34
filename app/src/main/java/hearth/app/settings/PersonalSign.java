package hearth.app.settings;

import hearth.app.text.Speech;

import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import java.util.Optional;

/// The owner's own picture and words, where a password is typed or something is signed. Not there
/// until they were chosen.
public final class PersonalSign extends HBox {
    public PersonalSign() {
        getStyleClass().add("personal-sign");
        setVisible(false);
        setManaged(false);
    }

    /// Shows it from now on.
    public void follow(ObservableValue<Optional<PersonalMark>> mark, Speech speech) {
        mark.subscribe(now -> show(now, speech));
    }

    private void show(Optional<PersonalMark> mark, Speech speech) {
        getChildren().clear();
        setVisible(mark.isPresent());
        setManaged(mark.isPresent());
        mark.ifPresent(
                own -> {
                    var picture = new PersonalPicture(own);
                    picture.setAccessibleText(speech.text("personal.picture"));
                    var words = new VBox();
                    HBox.setHgrow(words, Priority.ALWAYS);
                    if (!own.words().isEmpty()) {
                        words.getChildren().add(label(own.words(), "row-title"));
                    }
                    words.getChildren().add(label(speech.text("personal.note"), "small"));
                    getChildren().addAll(picture, words);
                });
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        return label;
    }
}
