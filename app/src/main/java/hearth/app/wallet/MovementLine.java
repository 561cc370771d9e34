package hearth.app.wallet;

import hearth.app.look.Badge;
import hearth.app.look.ResultLine;
import hearth.app.text.Speech;

import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// One transaction of the list, with what can still be done about it below.
final class MovementLine extends VBox {
    MovementLine(
            MovementRow row, WalletViewModel model, Speech speech, WalletController.Ways ways) {
        getStyleClass().add("movement");
        getChildren()
                .add(
                        new ResultLine(
                                row.icon(),
                                row.title(),
                                row.note(),
                                row.amount(),
                                new Badge(row.state(), row.tone())));
        var deeds = new HBox();
        deeds.getStyleClass().add("form-end");
        row.claim()
                .ifPresent(
                        hash ->
                                deeds.getChildren()
                                        .add(
                                                link(
                                                        "movement.results",
                                                        speech,
                                                        () -> ways.results().accept(hash))));
        row.page()
                .ifPresent(
                        page ->
                                deeds.getChildren()
                                        .add(
                                                link(
                                                        "movement.page",
                                                        speech,
                                                        () -> ways.browser().accept(page))));
        if (row.waiting().isPresent()) {
            deeds.getChildren()
                    .addAll(
                            button("speed-up", "wallet.speed-up", speech, () -> model.speedUp(row)),
                            button("take-back", "wallet.cancel", speech, () -> model.cancel(row)));
        }
        if (!deeds.getChildren().isEmpty()) {
            getChildren().add(deeds);
        }
    }

    private static Hyperlink link(String key, Speech speech, Runnable deed) {
        var link = new Hyperlink(speech.text(key));
        link.setOnAction(event -> deed.run());
        return link;
    }

    private static Button button(String id, String key, Speech speech, Runnable deed) {
        var button = new Button(speech.text(key));
        button.setId(id);
        button.setOnAction(event -> deed.run());
        return button;
    }
}
