package hearth.app.hardware;

import hearth.app.look.FactLine;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.Optional;

/// Hours of work by temperature, and what went wrong.
public final class LedgerCard extends VBox {
    private Optional<Ledger> shown = Optional.empty();

    public LedgerCard() {
        getStyleClass().add("card");
    }

    /// Builds its lines anew, if they are others than before.
    void show(Ledger ledger, Speech speech) {
        if (shown.equals(Optional.of(ledger))) {
            return;
        }
        shown = Optional.of(ledger);
        var lines = new ArrayList<Node>();
        lines.add(label(speech.text("ledger.title"), "card-title"));
        lines.add(label(ledger.since(), "small"));
        if (ledger.parts().isEmpty()) {
            lines.add(label(speech.text("ledger.unused"), "muted"));
        }
        for (Ledger.Hours part : ledger.parts()) {
            lines.add(label(part.name(), "rule-title"));
            if (part.bands().isEmpty()) {
                lines.add(label(speech.text("ledger.untold"), "small"));
            }
            part.bands().forEach(band -> lines.add(line(band)));
        }
        lines.add(label(speech.text("ledger.wrong"), "rule-title"));
        if (ledger.wrong().isEmpty()) {
            lines.add(label(speech.text("ledger.nothing"), "muted"));
        }
        ledger.wrong().forEach(wrong -> lines.add(new FactLine(wrong.name(), wrong.value())));
        getChildren().setAll(lines);
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private static HBox line(Ledger.Band band) {
        var range = label(band.range(), "ledger-range");
        var bar = new ProgressBar(band.share());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(band.range() + ", " + band.time());
        HBox.setHgrow(bar, Priority.ALWAYS);
        var time = label(band.time(), "ledger-time");
        var line = new HBox(range, bar, time);
        line.getStyleClass().add("ledger-line");
        return line;
    }
}
