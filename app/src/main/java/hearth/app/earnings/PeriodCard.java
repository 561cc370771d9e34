package hearth.app.earnings;

import hearth.app.earnings.Explanation.Fact;
import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Skeleton;
import hearth.app.look.WordsLine;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.List;
import java.util.Locale;

/// What came in today, this week, this month or this year, what its electricity cost, which job
/// paid it, and which graphics card earned it.
public final class PeriodCard extends VBox {
    private final HBox choice = new HBox();
    private final VBox whole = facts();
    private final VBox jobs = facts();
    private final Label byJob = new Label();
    private final VBox parts = facts();
    private final Label byPart = new Label();

    public PeriodCard() {
        getStyleClass().add("card");
    }

    private static VBox facts() {
        var box = new VBox();
        box.getStyleClass().add("facts");
        return box;
    }

    void connect(EarningsViewModel model, Speech speech) {
        var title = new Label(speech.text("period.title"));
        title.getStyleClass().add("card-title");
        title.setWrapText(true);
        var gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        choice.getStyleClass().add("tabs");
        var group = new ToggleGroup();
        for (Period period : Period.values()) {
            choice.getChildren().add(button(period, group, model, speech));
        }
        var head = new WordsLine(title, gap, choice);
        head.getStyleClass().add("card-head");
        byJob.setText(speech.text("period.jobs"));
        byJob.getStyleClass().add("rule-title");
        byPart.setText(speech.text("period.parts"));
        byPart.getStyleClass().add("rule-title");
        parts.setId("period-parts");
        var waiting = new Skeleton();
        waiting.setAccessibleText(speech.text("waiting"));
        Rows.showWhile(waiting, model.known().not());
        getChildren().addAll(head, waiting, whole, byJob, jobs, byPart, parts);
        model.periodSum().subscribe(this::show);
    }

    private static ToggleButton button(
            Period period, ToggleGroup group, EarningsViewModel model, Speech speech) {
        String key = "period." + period.name().toLowerCase(Locale.ROOT);
        var button = new ToggleButton(speech.text(key));
        button.getStyleClass().add("tab");
        button.setId(key.replace('.', '-'));
        button.setMinWidth(USE_PREF_SIZE);
        button.setToggleGroup(group);
        button.setOnAction(event -> button.setSelected(true));
        // The arrow keys select without an action.
        button.selectedProperty()
                .subscribe(
                        on -> {
                            if (on) {
                                model.period().set(period);
                            }
                        });
        model.period().subscribe(now -> button.setSelected(now == period));
        return button;
    }

    private void show(PeriodSum now) {
        whole.getChildren().setAll(lines(now.facts()));
        jobs.getChildren().setAll(lines(now.jobs()));
        Rows.unless(byJob, now.jobs().isEmpty());
        Rows.unless(jobs, now.jobs().isEmpty());
        parts.getChildren().setAll(lines(now.parts()));
        Rows.unless(byPart, now.parts().isEmpty());
        Rows.unless(parts, now.parts().isEmpty());
    }

    private static List<Node> lines(List<Fact> facts) {
        return facts.stream().<Node>map(fact -> new FactLine(fact.name(), fact.value())).toList();
    }
}
