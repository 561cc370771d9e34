package hearth.app.staking;

import hearth.app.staking.StakingPage.Choice;
import hearth.app.text.Speech;

import javafx.beans.property.IntegerProperty;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;

/// The ways to stake as radio buttons, each with its weight and rate. The buttons stay while their
/// rates change, so that the keyboard does not lose its place.
public final class TermChoices extends VBox {
    private List<Integer> shown = List.of();
    private List<Label> notes = List.of();

    public TermChoices() {
        getStyleClass().add("stake-choices");
    }

    /// @param days follows the choice, both ways
    void show(List<Choice> choices, IntegerProperty days, Speech speech) {
        var wanted = choices.stream().map(Choice::days).toList();
        if (!wanted.equals(shown)) {
            shown = wanted;
            notes = choices.stream().map(choice -> note()).toList();
            build(choices, days);
        }
        for (int i = 0; i < notes.size(); i++) {
            var choice = choices.get(i);
            notes.get(i)
                    .setText(speech.text("staking.choice.line", choice.weight(), choice.rate()));
        }
    }

    private void build(List<Choice> choices, IntegerProperty days) {
        getChildren().clear();
        var group = new ToggleGroup();
        for (int i = 0; i < choices.size(); i++) {
            int term = choices.get(i).days();
            var button = new RadioButton(choices.get(i).name());
            button.setId("term-" + term);
            button.setMinWidth(Region.USE_PREF_SIZE);
            button.setToggleGroup(group);
            days.subscribe(now -> button.setSelected(now.intValue() == term));
            button.selectedProperty()
                    .subscribe(
                            on -> {
                                if (on) {
                                    days.set(term);
                                }
                            });
            var gap = new Region();
            HBox.setHgrow(gap, Priority.ALWAYS);
            var line = new HBox(button, gap, notes.get(i));
            line.getStyleClass().add("form-line");
            getChildren().add(line);
        }
    }

    private static Label note() {
        var note = new Label();
        note.getStyleClass().add("small");
        note.setWrapText(true);
        return note;
    }
}
