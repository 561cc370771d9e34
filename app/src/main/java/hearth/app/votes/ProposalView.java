package hearth.app.votes;

import hearth.app.look.Badge;
import hearth.app.look.Rows;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.function.Consumer;

/// Draws one proposal.
final class ProposalView extends VBox {
    /// @param ask called with what the owner wants
    ProposalView(ProposalCard card, boolean isUnlocked, Consumer<Wish> ask) {
        getStyleClass().addAll("card", "proposal");
        var title = wrapped(card.title(), "card-title");
        title.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(title, Priority.ALWAYS);
        var badge = new Badge(card.stage(), card.tone());
        badge.setGraphic(new FontIcon(card.icon()));
        var head = new HBox(title, badge);
        head.getStyleClass().add("card-head");
        var calls = new VBox();
        calls.getStyleClass().add("proposal-calls");
        card.calls().forEach(line -> calls.getChildren().add(call(line)));
        var quorum =
                new Label(
                        card.quorum(),
                        new FontIcon(card.hasQuorum() ? "fth-check-circle" : "fth-circle"));
        quorum.getStyleClass().addAll("quorum", card.hasQuorum() ? "tone-good" : "tone-neutral");
        quorum.setWrapText(true);
        var bar = new ProgressBar(card.share());
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(card.quorum());
        var mine = wrapped(card.mine(), "small");
        Rows.unless(mine, card.mine().isEmpty());
        var actions = new FlowPane();
        actions.getStyleClass().add("stat-flow");
        card.actions()
                .forEach(
                        action -> actions.getChildren().add(button(action, card, ask, isUnlocked)));
        Rows.unless(actions, card.actions().isEmpty());
        getChildren()
                .addAll(
                        head,
                        calls,
                        wrapped(card.when(), "small"),
                        quorum,
                        bar,
                        wrapped(card.counts(), "small"),
                        mine,
                        actions);
    }

    private static Node call(ProposalCard.Line line) {
        var text = wrapped(line.text(), "proposal-call");
        HBox.setHgrow(text, Priority.ALWAYS);
        var icon = new FontIcon(line.isKnown() ? "fth-arrow-right" : "fth-alert-triangle");
        if (line.isKnown()) {
            icon.getStyleClass().add("points");
        }
        var row = new HBox(icon, text);
        row.getStyleClass().addAll("proposal-line", line.isKnown() ? "tone-neutral" : "tone-warn");
        return row;
    }

    private static Button button(
            ProposalCard.Action action, ProposalCard card, Consumer<Wish> ask, boolean isUnlocked) {
        var button = new Button(action.label());
        button.setId(action.id());
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setAccessibleText(action.label() + ": " + card.title());
        if (action.isMain()) {
            button.getStyleClass().add("accent");
        }
        button.setDisable(!isUnlocked);
        button.setOnAction(event -> ask.accept(action.wish()));
        return button;
    }

    private static Label wrapped(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
