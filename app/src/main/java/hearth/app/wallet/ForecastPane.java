package hearth.app.wallet;

import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.text.Speech;

import javafx.beans.property.BooleanProperty;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/// What signing would change, and the box to tick where something has to be said yes to.
public final class ForecastPane extends VBox {
    private final Label title = new Label();
    private final VBox lines = new VBox();
    private final Label note = new Label();
    private final CheckBox consent = new CheckBox();

    public ForecastPane() {
        getStyleClass().add("page-part");
        title.getStyleClass().add("card-title");
        lines.getStyleClass().add("facts");
        note.getStyleClass().add("muted");
        note.setWrapText(true);
        consent.setWrapText(true);
        consent.setId("forecastConsent");
        getChildren().addAll(title, lines, note, consent);
    }

    /// @param accepted whether the owner said yes
    public void connect(BooleanProperty accepted, Speech speech) {
        title.setText(speech.text("forecast"));
        consent.selectedProperty().bindBidirectional(accepted);
    }

    public void show(ForecastText text) {
        lines.getChildren()
                .setAll(
                        text.lines().stream()
                                .<Node>map(line -> new FactLine(line.name(), line.value()))
                                .toList());
        Rows.unless(lines, text.lines().isEmpty());
        note.setText(text.note());
        consent.setText(text.consent().orElse(""));
        Rows.unless(consent, text.consent().isEmpty());
    }
}
