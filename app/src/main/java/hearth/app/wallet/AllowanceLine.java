package hearth.app.wallet;

import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

/// What one contract may take, with the button that takes it back.
final class AllowanceLine extends HBox {
    AllowanceLine(AllowanceRow row, WalletViewModel model, Speech speech) {
        getStyleClass().add("row");
        var tile = new StackPane(new FontIcon("fth-unlock"));
        tile.getStyleClass().add("row-icon");
        var words = new VBox(label(row.title(), "row-title"), label(row.note(), "small"));
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var revoke = new Button(speech.text("wallet.revoke"));
        revoke.setId("revoke");
        revoke.setAccessibleText(speech.text("wallet.revoke") + " " + row.title());
        revoke.setMinWidth(Region.USE_PREF_SIZE);
        revoke.setOnAction(event -> model.revoke(row));
        revoke.disableProperty().bind(model.figures().map(f -> f.presence() != Presence.UNLOCKED));
        getChildren().addAll(tile, words, revoke);
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        return label;
    }
}
