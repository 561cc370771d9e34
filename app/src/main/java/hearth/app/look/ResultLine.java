package hearth.app.look;

import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

/// One line of a list: icon, title over a grey note, an amount, a badge.
public final class ResultLine extends HBox {
    public ResultLine(String icon, String title, String note, String amount, Badge badge) {
        getStyleClass().add("row");
        var tile = new StackPane(new FontIcon(icon));
        tile.getStyleClass().add("row-icon");
        var name = new Label(title);
        name.getStyleClass().add("row-title");
        name.setWrapText(true);
        var small = new Label(note);
        small.getStyleClass().add("small");
        small.setWrapText(true);
        var words = new VBox(name, small);
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var figure = new Label(amount);
        figure.getStyleClass().add("row-amount");
        figure.setMinWidth(Region.USE_PREF_SIZE);
        badge.setMinWidth(Region.USE_PREF_SIZE);
        // What gives every badge of a list the same room must not let the row take a longer one's.
        var least = new Region();
        least.getStyleClass().add("row-badge-least");
        var end = new StackPane(least, badge);
        end.getStyleClass().add("row-badge");
        getChildren().addAll(tile, words, figure, end);
    }
}
