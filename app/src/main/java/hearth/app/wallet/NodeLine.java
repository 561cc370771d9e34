package hearth.app.wallet;

import hearth.app.look.Badge;
import hearth.app.look.Tone;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

/// One node whose word was not taken, with what it said.
final class NodeLine extends HBox {
    NodeLine(NodeRow row) {
        getStyleClass().add("row");
        var address = new Label(row.address());
        address.getStyleClass().add("row-title");
        address.setWrapText(true);
        var said = new Label(row.said());
        said.getStyleClass().add("small");
        said.setWrapText(true);
        var words = new VBox(address, said);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        getChildren().addAll(new FontIcon("fth-server"), words, new Badge(row.kind(), Tone.WARN));
    }
}
