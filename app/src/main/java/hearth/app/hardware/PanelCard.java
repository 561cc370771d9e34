package hearth.app.hardware;

import hearth.app.look.Rows;
import hearth.app.look.Switch;
import hearth.app.look.TileRow;
import hearth.app.look.WordsLine;
import hearth.app.text.Speech;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A part of the machine on the screen; its charts stay and are drawn anew.
final class PanelCard extends VBox {
    private final List<LiveChart> charts = new ArrayList<>();
    private final Label facts = new Label();
    private final VBox programs = new VBox();
    private final Speech speech;
    private Panel shown;

    /// @param use whether it may be used; empty where that is no question
    PanelCard(Panel panel, String title, Optional<Switch> use, Speech speech) {
        this.speech = speech;
        this.shown = panel;
        getStyleClass().add("card");
        var name = new Label(title);
        name.getStyleClass().add("card-title");
        name.setWrapText(true);
        name.setMinHeight(Region.USE_PREF_SIZE);
        facts.getStyleClass().add("small");
        facts.setWrapText(true);
        facts.setMinHeight(Region.USE_PREF_SIZE);
        var words = new VBox(name, facts);
        words.getStyleClass().add("rule-words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var head = new WordsLine(words);
        head.getStyleClass().add("card-head");
        use.ifPresent(
                control -> {
                    var label = new Label(speech.text("hardware.use"));
                    label.getStyleClass().add("muted");
                    label.setMinWidth(Region.USE_PREF_SIZE);
                    control.setMinWidth(Region.USE_PREF_SIZE);
                    control.setAccessibleText(speech.text("hardware.use.name", title));
                    head.getChildren().addAll(label, control);
                });
        var row = new TileRow();
        row.getStyleClass().add(panel.gauges().size() > 4 ? "computer-row" : "card-row");
        for (Gauge gauge : panel.gauges()) {
            charts.add(new LiveChart(gauge));
        }
        row.getChildren().addAll(charts);
        programs.getStyleClass().add("programs");
        getChildren().addAll(head, row, programs);
        show(panel);
    }

    /// Whether this card has the parts to show that panel.
    boolean fits(Panel panel) {
        return panel.id().equals(shown.id())
                && panel.name().equals(shown.name())
                && panel.gauges().size() == charts.size();
    }

    void show(Panel panel) {
        shown = panel;
        facts.setText(String.join(" · ", panel.facts()));
        Rows.unless(facts, panel.facts().isEmpty());
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).show(panel.gauges().get(i));
        }
        programs.getChildren().clear();
        if (!panel.programs().isEmpty()) {
            var title = new Label(speech.text("programs.title"));
            title.getStyleClass().add("rule-title");
            programs.getChildren().add(title);
            for (String program : panel.programs()) {
                var line = new Label(program);
                line.getStyleClass().add("muted");
                line.setWrapText(true);
                programs.getChildren().add(line);
            }
        }
        Rows.unless(programs, panel.programs().isEmpty());
    }
}
