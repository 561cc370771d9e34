package hearth.app.household;

import hearth.app.household.HouseholdViewModel.Code;
import hearth.app.look.Badge;
import hearth.app.look.Rows;
import hearth.app.text.Speech;

import javafx.beans.binding.Bindings;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;

/// The other machines of this owner, and the way to add one.
public final class HouseholdCard extends VBox {
    private final TextField typed = new TextField();

    public HouseholdCard() {
        getStyleClass().add("card");
    }

    /// Shows that from now on.
    public void connect(HouseholdViewModel model, Speech speech) {
        var alone = label(speech.text("machines.alone"), "muted");
        Rows.showWhile(alone, model.others().map(o -> o.filter(List::isEmpty).isPresent()));
        var lines = new VBox();
        lines.getStyleClass().add("facts");
        var shown = FXCollections.<MachineLine>observableArrayList();
        Rows.show(shown, lines, HouseholdCard::line);
        Rows.showWhile(lines, Bindings.isNotEmpty(shown));
        model.others()
                .subscribe(
                        now ->
                                now.filter(o -> !shown.equals(o))
                                        .ifPresent(others -> shown.setAll(others)));
        var said = label("", "small");
        said.setId("machines-said");
        said.textProperty().bind(model.said().map(HouseholdViewModel.Said::text));
        Rows.showWhile(said, said.textProperty().isNotEmpty());
        model.said()
                .subscribe(
                        now -> {
                            said.getStyleClass().remove("error");
                            if (!now.good()) {
                                said.getStyleClass().add("error");
                            }
                        });
        getChildren()
                .addAll(
                        label(speech.text("machines.title"), "card-title"),
                        label(speech.text("machines.text"), "small"),
                        alone,
                        lines,
                        code(model),
                        ways(model, speech),
                        question(model, speech),
                        said);
    }

    private static Node code(HouseholdViewModel model) {
        var text = label("", "stat-value");
        text.setId("machines-code");
        text.textProperty().bind(model.code().map(c -> c.map(Code::text).orElse("")));
        var left = label("", "small");
        left.textProperty().bind(model.code().map(c -> c.map(Code::left).orElse("")));
        var code = new VBox(text, left);
        Rows.showWhile(code, text.textProperty().isNotEmpty());
        return code;
    }

    private Node ways(HouseholdViewModel model, Speech speech) {
        var pair = new Button(speech.text("machines.pair"));
        pair.setId("machines-pair");
        pair.setOnAction(event -> model.pair());
        typed.setId("machines-typed");
        typed.getStyleClass().add("terms-field");
        typed.setPromptText(speech.text("machines.typed"));
        typed.setAccessibleText(speech.text("machines.typed"));
        typed.setOnAction(event -> join(model));
        var join = new Button(speech.text("machines.join"));
        join.setId("machines-join");
        join.setOnAction(event -> join(model));
        var leave = new Button(speech.text("machines.leave"));
        leave.setId("machines-leave");
        leave.setOnAction(event -> model.askToLeave());
        Rows.showWhile(leave, model.paired());
        var ways = new FlowPane(pair, typed, join, leave);
        ways.getStyleClass().add("terms-fields");
        ways.disableProperty().bind(model.busy());
        return ways;
    }

    private static Node question(HouseholdViewModel model, Speech speech) {
        var stay = new Button(speech.text("machines.leave.stay"));
        stay.setId("machines-stay");
        stay.setOnAction(event -> model.stay());
        var leave = new Button(speech.text("machines.leave.now"));
        leave.setId("machines-leave-now");
        leave.getStyleClass().add("danger");
        leave.setOnAction(event -> model.leave());
        var ways = new FlowPane(stay, leave);
        ways.getStyleClass().add("terms-fields");
        ways.disableProperty().bind(model.busy());
        var question =
                new VBox(
                        label(speech.text("machines.leave.ask"), "rule-title"),
                        label(speech.text("machines.leave.text"), "muted"),
                        ways);
        question.getStyleClass().add("details");
        Rows.showWhile(question, model.leaving());
        model.leaving()
                .subscribe(
                        asked -> {
                            if (asked) {
                                stay.requestFocus();
                            }
                        });
        return question;
    }

    /// Writes a code into the field and brings it to sight; joins nothing.
    public void offer(String code) {
        typed.setText(code);
        typed.requestFocus();
    }

    private void join(HouseholdViewModel model) {
        model.join(typed.getText());
        typed.clear();
    }

    private static Node line(MachineLine machine) {
        var words = new VBox(label(machine.name(), "rule-title"), label(machine.seen(), "small"));
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var today = label(machine.today(), "fact-line-value");
        today.setMinWidth(Region.USE_PREF_SIZE);
        var line = new HBox(words, new Badge(machine.activity(), machine.tone()), today);
        line.getStyleClass().add("machine-line");
        return line;
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }
}
