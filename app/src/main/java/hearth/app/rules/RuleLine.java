package hearth.app.rules;

import hearth.app.look.Rows;
import hearth.app.look.Switch;
import hearth.app.text.Speech;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One rule on the screen: what it means, and the controls that change it.
public abstract sealed class RuleLine extends VBox
        permits AmountLine, LimitLine, ProgramsLine, SwitchLine {
    private final Label error = new Label();

    RuleLine() {
        getStyleClass().add("rule-line");
        error.getStyleClass().add("error");
        error.setWrapText(true);
        Rows.showWhile(error, error.textProperty().isNotEmpty());
    }

    /// Connects every rule that lies in the pane.
    public static void connect(Pane pane, RulesFeed feed, Speech speech) {
        pane.lookupAll(".rule-line").stream()
                .map(RuleLine.class::cast)
                .forEach(line -> line.connect(feed, speech));
    }

    /// Whether the agent would hear of a change.
    public static ObservableValue<Boolean> deaf(RulesFeed feed) {
        return Bindings.createBooleanBinding(
                () ->
                        feed.book().get().isEmpty()
                                || feed.trouble().get() == RulesFeed.Trouble.UNREACHABLE,
                feed.book(),
                feed.trouble());
    }

    private void connect(RulesFeed feed, Speech speech) {
        disableProperty().bind(deaf(feed));
        build(feed, speech);
        getChildren().add(error);
        feed.book().subscribe(book -> book.ifPresent(this::show));
    }

    abstract void build(RulesFeed feed, Speech speech);

    abstract void show(RuleBook book);

    /// Not at once: a switch is off until it shows what holds, and nobody has turned it.
    static void whenTurned(Switch control, Consumer<Boolean> turned) {
        control.selectedProperty().subscribe((before, on) -> turned.accept(on));
    }

    /// @param text empty where nothing is wrong
    final void complain(String text) {
        error.setText(text);
    }

    /// Title and explanation on the left, the switch on the right.
    ///
    /// @param control empty where the rule cannot be switched off
    final void head(String key, Optional<Switch> control, Speech speech) {
        var title = new Label(speech.text(key));
        title.getStyleClass().add("rule-title");
        title.setWrapText(true);
        var words = new VBox(title);
        words.getStyleClass().add("rule-words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        speech.words()
                .find(key + ".note")
                .ifPresent(
                        text -> {
                            var note = new Label(text);
                            note.getStyleClass().add("small");
                            note.setWrapText(true);
                            note.setMinHeight(Region.USE_PREF_SIZE);
                            words.getChildren().add(note);
                        });
        var head = new HBox(words);
        head.getStyleClass().add("rule-head");
        control.ifPresent(
                on -> {
                    on.setAccessibleText(title.getText());
                    on.setMinWidth(Region.USE_PREF_SIZE);
                    head.getChildren().add(on);
                });
        getChildren().add(head);
    }

    /// Something that is only told: a line in bold and one below it.
    public static VBox told(String title, String text) {
        var first = new Label(title);
        first.getStyleClass().add("rule-title");
        var second = new Label(text);
        second.getStyleClass().add("small");
        var line = new VBox(first, second);
        for (Label part : List.of(first, second)) {
            part.setWrapText(true);
            part.setMinHeight(Region.USE_PREF_SIZE);
        }
        line.getStyleClass().add("reason-line");
        return line;
    }

    static Label word(String text) {
        var label = new Label(text);
        label.getStyleClass().add("rule-word");
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }
}
