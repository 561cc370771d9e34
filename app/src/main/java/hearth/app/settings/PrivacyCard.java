package hearth.app.settings;

import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;

import java.util.Optional;

/// Hidden amounts and the owner's own picture, in the settings.
public final class PrivacyCard extends VBox {
    public PrivacyCard() {
        getStyleClass().add("card");
    }

    /// Shows that from now on.
    void connect(PrivacyViewModel model, Speech speech) {
        var hide = new CheckBox(speech.text("privacy.hide"));
        hide.setId("hideAmounts");
        hide.setWrapText(true);
        hide.setOnAction(event -> model.hideAmounts(hide.isSelected()));
        model.amountsHidden().subscribe(hide::setSelected);
        getChildren()
                .addAll(
                        label(speech.text("privacy"), "card-title"),
                        label(speech.text("privacy.hide.text"), "muted"),
                        hide,
                        label(speech.text("personal"), "field-name"),
                        label(speech.text("personal.text"), "muted"),
                        pictures(model, speech),
                        label(speech.text("personal.words"), "field-name"),
                        form(model, speech));
    }

    private static Node pictures(PrivacyViewModel model, Speech speech) {
        var row = new FlowPane();
        row.getStyleClass().add("personal-choices");
        var group = new ToggleGroup();
        model.offered()
                .subscribe(
                        offered -> {
                            row.getChildren().clear();
                            for (int i = 0; i < offered.size(); i++) {
                                row.getChildren()
                                        .add(choice(offered.get(i), i + 1, group, model, speech));
                            }
                        });
        return row;
    }

    private static ToggleButton choice(
            PersonalMark picture,
            int number,
            ToggleGroup group,
            PrivacyViewModel model,
            Speech speech) {
        var button = new ToggleButton(null, new PersonalPicture(picture));
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.getStyleClass().add("personal-choice");
        button.setId("personal-" + number);
        button.setAccessibleText(speech.text("personal.choice", number));
        button.setToggleGroup(group);
        button.setSelected(model.chosen().get().equals(Optional.of(picture)));
        button.setOnAction(
                event -> {
                    button.setSelected(true);
                    model.choose(picture);
                });
        return button;
    }

    private static Node form(PrivacyViewModel model, Speech speech) {
        var words = new TextField();
        words.setId("personalWords");
        words.setPromptText(speech.text("personal.words.prompt"));
        words.setAccessibleText(speech.text("personal.words"));
        words.textProperty().bindBidirectional(model.words());
        var others = new Button(speech.text("personal.others"));
        others.setId("personalOthers");
        others.setOnAction(event -> model.others());
        var save = new Button(speech.text("personal.save"));
        save.setId("personalSave");
        save.getStyleClass().add("accent");
        save.disableProperty().bind(model.canSave().map(can -> !can));
        save.setOnAction(event -> model.save());
        var buttons = new FlowPane(others, save);
        buttons.getStyleClass().add("button-flow");
        var form = new VBox(words, buttons);
        form.getStyleClass().add("field");
        return form;
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        return label;
    }
}
