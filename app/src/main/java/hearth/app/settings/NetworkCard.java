package hearth.app.settings;

import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Viewport;
import hearth.app.network.Candidate;
import hearth.app.settings.NetworkViewModel.Step;
import hearth.app.text.Speech;

import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

import java.util.Optional;
import java.util.stream.Stream;

/// Which network this computer works for, in the settings.
public final class NetworkCard extends VBox {
    public NetworkCard() {
        getStyleClass().add("card");
    }

    /// Shows that from now on.
    ///
    /// @param name of the network in use
    /// @param page that this is on
    void connect(NetworkViewModel model, Speech speech, String name, ScrollPane page) {
        var said = model.isJoined() ? "networks.joined" : "networks.practice";
        var error = label("", "error");
        error.setId("networkError");
        error.textProperty().bind(model.error());
        Rows.showWhile(error, model.error().map(text -> !text.isEmpty()));
        getChildren()
                .addAll(
                        label(speech.text("networks"), "card-title"),
                        label(speech.text(said, name), "muted"),
                        ways(model, speech),
                        naming(model, speech),
                        comparing(model, speech),
                        leaving(model, speech),
                        working(model, speech),
                        error);
        model.step()
                .subscribe(
                        (before, now) -> {
                            focus(now);
                            Viewport.bringIntoView(page, this);
                        });
    }

    /// What had the focus is hidden by the next step, and the page must not jump elsewhere.
    private void focus(Step now) {
        var wanted =
                switch (now) {
                    case RESTING -> Stream.of("#networkJoin");
                    case NAMING -> Stream.of("#networkFile");
                    case COMPARING -> Stream.of("#networkCompared", "#networkConfirm");
                    case LEAVING -> Stream.of("#networkLeaveNow");
                    case WORKING -> Stream.<String>empty();
                };
        wanted.map(this::lookup)
                .filter(node -> node != null && node.isManaged() && !node.isDisabled())
                .findFirst()
                .ifPresent(Node::requestFocus);
    }

    private static Node ways(NetworkViewModel model, Speech speech) {
        var join = button("networkJoin", speech.text("networks.join"), model::begin);
        var line = new FlowPane(join);
        line.getStyleClass().add("stat-flow");
        if (model.isJoined()) {
            line.getChildren()
                    .add(button("networkLeave", speech.text("networks.leave"), model::askToLeave));
        }
        Rows.showWhile(line, at(model, Step.RESTING));
        return line;
    }

    private static Node naming(NetworkViewModel model, Speech speech) {
        var file = new TextField();
        file.setId("networkFile");
        file.setPromptText(speech.text("networks.file.prompt"));
        file.setAccessibleText(speech.text("networks.file"));
        file.textProperty().bindBidirectional(model.file());
        file.setOnAction(event -> model.look());
        HBox.setHgrow(file, Priority.ALWAYS);
        var choose =
                button(
                        "networkChoose",
                        speech.text("networks.choose"),
                        () -> {
                            var chooser = new FileChooser();
                            chooser.setTitle(speech.text("networks.file"));
                            Optional.ofNullable(chooser.showOpenDialog(file.getScene().getWindow()))
                                    .ifPresent(chosen -> file.setText(chosen.toString()));
                        });
        var look = button("networkLook", speech.text("networks.look"), model::look);
        look.getStyleClass().add("accent");
        look.disableProperty().bind(model.file().map(String::isBlank));
        var line = new HBox(file, choose);
        line.getStyleClass().add("form-line");
        var all =
                new VBox(
                        label(speech.text("networks.file"), "field-name"),
                        label(speech.text("networks.file.text"), "muted"),
                        line,
                        actions(look, cancel("networkCancelFile", model, speech)));
        all.getStyleClass().add("page-part");
        Rows.showWhile(all, at(model, Step.NAMING));
        return all;
    }

    private static Node comparing(NetworkViewModel model, Speech speech) {
        var facts = new VBox();
        facts.getStyleClass().add("facts");
        var compared = new CheckBox(speech.text("networks.compared"));
        compared.setId("networkCompared");
        compared.setWrapText(true);
        var join = button("networkConfirm", speech.text("networks.join.confirm"), model::join);
        join.getStyleClass().add("accent");
        model.candidate()
                .subscribe(
                        now -> {
                            facts.getChildren().clear();
                            now.ifPresent(c -> fill(facts, c, speech));
                            compared.setSelected(false);
                        });
        var isStranger = model.candidate().map(c -> c.filter(Candidate::isOfAStranger).isPresent());
        Rows.showWhile(compared, isStranger);
        join.disableProperty()
                .bind(
                        isStranger.flatMap(
                                stranger ->
                                        compared.selectedProperty().map(ok -> stranger && !ok)));
        var all =
                new VBox(
                        facts,
                        compared,
                        label(speech.text("networks.join.text"), "muted"),
                        actions(join, cancel("networkCancelJoin", model, speech)));
        all.getStyleClass().add("page-part");
        Rows.showWhile(all, at(model, Step.COMPARING));
        return all;
    }

    private static void fill(VBox facts, Candidate c, Speech speech) {
        facts.getChildren()
                .addAll(
                        new FactLine(speech.text("networks.name"), c.name()),
                        new FactLine(
                                speech.text("settings.coordinator"), c.coordinator().toString()),
                        new FactLine(speech.text("networks.server"), grouped(c.server())),
                        new FactLine(
                                speech.text("networks.chain"),
                                speech.text(
                                        "networks.chain.value",
                                        Long.toString(c.chainId()),
                                        String.join(", ", c.nodes()))));
        if (c.isOfAStranger()) {
            facts.getChildren()
                    .add(new FactLine(speech.text("networks.publisher"), grouped(c.publisher())));
        }
    }

    private static Node leaving(NetworkViewModel model, Speech speech) {
        var leave = button("networkLeaveNow", speech.text("networks.leave.confirm"), model::leave);
        leave.getStyleClass().add("accent");
        var all =
                new VBox(
                        label(speech.text("networks.leave.text"), "muted"),
                        actions(leave, cancel("networkCancelLeave", model, speech)));
        all.getStyleClass().add("page-part");
        Rows.showWhile(all, at(model, Step.LEAVING));
        return all;
    }

    private static Node working(NetworkViewModel model, Speech speech) {
        var wheel = new ProgressIndicator();
        wheel.setAccessibleText(speech.text("networks.working"));
        wheel.setPrefSize(20, 20);
        var line = new HBox(wheel, label(speech.text("networks.working"), "muted"));
        line.getStyleClass().add("form-line");
        Rows.showWhile(line, at(model, Step.WORKING));
        return line;
    }

    private static ObservableValue<Boolean> at(NetworkViewModel model, Step step) {
        return model.step().map(now -> now == step);
    }

    private static Button cancel(String id, NetworkViewModel model, Speech speech) {
        return button(id, speech.text("networks.cancel"), model::cancel);
    }

    private static Button button(String id, String text, Runnable action) {
        var button = new Button(text);
        button.setId(id);
        button.setOnAction(event -> action.run());
        return button;
    }

    private static Node actions(Button... buttons) {
        var line = new FlowPane(buttons);
        line.getStyleClass().add("stat-flow");
        return line;
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        return label;
    }

    /// Groups of eight digits, so that a key can be compared.
    private static String grouped(String digits) {
        return digits.replaceAll("(.{8})(?=.)", "$1 ");
    }
}
