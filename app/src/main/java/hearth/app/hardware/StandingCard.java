package hearth.app.hardware;

import hearth.app.look.Badge;
import hearth.app.look.FactLine;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.Optional;

/// How often this computer is checked, why, and when less.
public final class StandingCard extends VBox {
    private Optional<Standing> shown = Optional.empty();

    public StandingCard() {
        getStyleClass().add("card");
    }

    /// Builds its lines anew, if they are others than before.
    void show(Standing standing, Speech speech) {
        if (shown.equals(Optional.of(standing))) {
            return;
        }
        shown = Optional.of(standing);
        var lines = new ArrayList<Node>();
        lines.add(label(speech.text("standing.title"), "card-title"));
        lines.add(label(speech.text("standing.text"), "small"));
        if (!standing.note().isEmpty()) {
            lines.add(label(standing.note(), "muted"));
        }
        for (Standing.Kind kind : standing.kinds()) {
            var name = label(kind.name(), "rule-title");
            name.setMinWidth(0);
            var gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            var head = new HBox(name, gap, new Badge(kind.badge(), kind.tone()));
            head.getStyleClass().add("title-line");
            lines.add(head);
            lines.add(label(kind.why(), "muted"));
            var facts = new VBox();
            facts.getStyleClass().add("facts");
            kind.facts().forEach(f -> facts.getChildren().add(new FactLine(f.name(), f.value())));
            lines.add(facts);
        }
        getChildren().setAll(lines);
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
