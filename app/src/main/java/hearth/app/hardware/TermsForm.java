package hearth.app.hardware;

import hearth.app.look.Rows;
import hearth.app.text.Speech;
import hearth.worker.electricity.ElectricityTerms;
import hearth.worker.electricity.Tariff;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;

import java.util.Optional;

/// Asks the owner for the price of their electricity, which nobody can know for them.
public final class TermsForm extends VBox {
    private final TextField price = field("terms-price");
    private final TextField currency = field("terms-currency");
    private final TextField ember = field("terms-ember");
    private final TextField grams = field("terms-grams");
    private final Label said = new Label();
    private final Label byHour = new Label();

    public TermsForm() {
        getStyleClass().add("terms-form");
    }

    private static TextField field(String id) {
        var field = new TextField();
        field.setId(id);
        field.getStyleClass().add("terms-field");
        return field;
    }

    void connect(HardwareViewModel model, Speech speech) {
        said.setId("terms-said");
        said.setWrapText(true);
        Rows.showWhile(said, said.textProperty().isNotEmpty());
        byHour.setText(speech.text("terms.by-hour"));
        byHour.getStyleClass().add("small");
        byHour.setWrapText(true);
        Rows.unless(byHour, true);
        var save = new Button(speech.text("terms.save"));
        save.setId("terms-save");
        save.setOnAction(event -> tell(model));
        var fields =
                new FlowPane(
                        named("terms.price", price, speech),
                        named("terms.currency", currency, speech),
                        named("terms.ember", ember, speech),
                        named("terms.grams", grams, speech));
        fields.getStyleClass().add("terms-fields");
        getChildren().addAll(fields, byHour, said, save);
        model.terms().subscribe(told -> told.ifPresent(now -> show(now, speech)));
        disableProperty().bind(model.terms().map(Optional::isEmpty));
    }

    private static VBox named(String key, TextField field, Speech speech) {
        var name = new Label(speech.text(key));
        name.getStyleClass().add("field-name");
        field.setAccessibleText(name.getText());
        var named = new VBox(name, field);
        named.getStyleClass().add("field");
        return named;
    }

    private void show(ElectricityTerms told, Speech speech) {
        var terms = Terms.of(told, speech.amounts());
        price.setText(terms.price());
        currency.setText(terms.currency());
        ember.setText(terms.ember());
        grams.setText(terms.grams());
        Rows.unless(
                byHour, told.tariff().map(tariff -> tariff instanceof Tariff.Flat).orElse(true));
    }

    private void tell(HardwareViewModel model) {
        model.tell(
                new Terms(price.getText(), currency.getText(), ember.getText(), grams.getText()),
                (text, good) -> {
                    said.setText(text);
                    said.getStyleClass().setAll("label", good ? "small" : "error");
                });
    }
}
