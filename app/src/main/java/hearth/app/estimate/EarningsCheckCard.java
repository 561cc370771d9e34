package hearth.app.estimate;

import hearth.app.estimate.EarningsCheckViewModel.Shown;
import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Tone;
import hearth.app.text.Speech;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;

/// Starts the earnings check and shows its answer.
public final class EarningsCheckCard extends VBox {
    private final Button start = new Button();
    private final Button stop = new Button();
    private final VBox answer = new VBox();
    private final HBox running = new HBox();
    private Runnable onAnswer = () -> {};

    public EarningsCheckCard() {
        getStyleClass().add("earnings-check");
    }

    /// Shows that from now on.
    public void connect(EarningsCheckViewModel model, Speech speech) {
        start.setId("check-start");
        start.setOnAction(event -> model.start());
        stop.setId("check-stop");
        stop.setText(speech.text("check.stop"));
        stop.getStyleClass().add("flat");
        stop.setOnAction(event -> model.stop());
        var spinner = new ProgressIndicator();
        spinner.setAccessibleText(speech.text("check.running"));
        running.getStyleClass().add("searching");
        running.getChildren().addAll(spinner, label(speech.text("check.running"), "muted"), stop);
        answer.getStyleClass().add("check-answer");
        var title = label(speech.text("check.title"), "card-title");
        var text = label(speech.text("check.text"), "small");
        var words = new VBox(title, text);
        words.getStyleClass().add("rule-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        start.setMinWidth(Region.USE_PREF_SIZE);
        var head = new HBox(words, start);
        head.getStyleClass().add("check-head");
        getChildren().addAll(head, running, answer);
        model.shown().subscribe(now -> show(now, speech));
    }

    /// Called whenever there is something new to read.
    public void onAnswer(Runnable seen) {
        onAnswer = seen;
    }

    private void show(Shown now, Speech speech) {
        boolean isRunning = now instanceof Shown.Running;
        boolean isFocused = start.isFocused() || stop.isFocused();
        Rows.unless(running, !isRunning);
        start.setDisable(isRunning);
        start.setText(
                speech.text(
                        now instanceof Shown.Waiting || isRunning ? "check.start" : "check.again"));
        if (isFocused) {
            (isRunning ? stop : start).requestFocus();
        }
        answer.getChildren()
                .setAll(
                        switch (now) {
                            case Shown.Waiting _, Shown.Running _ -> List.<Node>of();
                            case Shown.Failed _ ->
                                    List.of(notice(Tone.WARN, speech.text("check.failed")));
                            case Shown.Told(var words) -> lines(words);
                        });
        Rows.unless(answer, answer.getChildren().isEmpty());
        if (!answer.getChildren().isEmpty()) {
            onAnswer.run();
        }
    }

    private static List<Node> lines(CheckWords words) {
        var facts = new VBox();
        facts.getStyleClass().add("facts");
        for (var fact : words.facts()) {
            facts.getChildren().add(new FactLine(fact.name(), fact.value()));
        }
        var notes = new VBox();
        notes.getStyleClass().add("check-notes");
        for (var note : words.notes()) {
            notes.getChildren().add(label(note, "small"));
        }
        Rows.unless(facts, words.facts().isEmpty());
        Rows.unless(notes, words.notes().isEmpty());
        return List.of(notice(words.tone(), words.verdict()), facts, notes);
    }

    private static Node notice(Tone tone, String text) {
        var icon =
                new FontIcon(
                        switch (tone) {
                            case GOOD -> "fth-check-circle";
                            case WARN, BAD -> "fth-alert-circle";
                            case ACCENT, INFO, NEUTRAL -> "fth-info";
                        });
        var label = label(text, "check-verdict");
        HBox.setHgrow(label, Priority.ALWAYS);
        var notice = new HBox(icon, label);
        notice.getStyleClass().addAll("notice", tone.styleClass());
        return notice;
    }

    private static Label label(String text, String style) {
        var label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.getStyleClass().add(style);
        return label;
    }
}
