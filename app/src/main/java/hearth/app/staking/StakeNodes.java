package hearth.app.staking;

import hearth.app.look.FactLine;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.function.Consumer;

/// Draws facts of an offer and the terms that run.
final class StakeNodes {
    private StakeNodes() {}

    static List<Node> facts(List<Offer.Fact> facts) {
        return facts.stream().<Node>map(f -> new FactLine(f.name(), f.value())).toList();
    }

    /// @param ask called when the owner wants to leave or end it
    static Node term(StakingPage.TermRow row, boolean isUnlocked, Consumer<StakeWish> ask) {
        var tile = new StackPane(new FontIcon(row.isOver() ? "fth-unlock" : "fth-lock"));
        tile.getStyleClass().add("row-icon");
        var words =
                new VBox(
                        label(row.amount(), "row-title"),
                        label(row.until(), "small"),
                        label(row.note(), "small"));
        HBox.setHgrow(words, Priority.ALWAYS);
        var button = new Button(row.button());
        button.getStyleClass().add("term-action");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(row.button() + " " + row.amount());
        button.setDisable(!isUnlocked);
        button.setOnAction(event -> ask.accept(row.wish()));
        var line = new HBox(tile, words, button);
        line.getStyleClass().add("row");
        return line;
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        return label;
    }
}
