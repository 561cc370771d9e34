package hearth.app.rules;

import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Tone;
import hearth.app.rules.RulesFeed.Trouble;
import hearth.app.rules.RulesViewModel.Pause;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.worker.policy.WeekHours;

import javafx.beans.binding.Bindings;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.Locale;
import java.util.Map;

/// Binds When to run to its view model.
public final class RulesController implements Screen {
    private final RulesViewModel model;
    private final Speech speech;
    private final ObservableList<Words.Sentence> reasonList = FXCollections.observableArrayList();
    private HoursRule shown = HoursRule.RUN;
    @FXML private ScrollPane root;
    @FXML private VBox page;
    @FXML private Button undo;
    @FXML private Button reset;
    @FXML private HBox trouble;
    @FXML private Label troubleText;
    @FXML private Button troubleReset;
    @FXML private StackPane statusTile;
    @FXML private FontIcon statusIcon;
    @FXML private Label statusTitle;
    @FXML private Label statusText;
    @FXML private VBox reasons;
    @FXML private HBox pauses;
    @FXML private Button pauseTen;
    @FXML private Button pauseHour;
    @FXML private Button pauseTomorrow;
    @FXML private Button resume;
    @FXML private FlowPane hoursChoice;
    @FXML private Label hoursText;
    @FXML private WeekGrid week;
    @FXML private Button hoursAll;
    @FXML private Button hoursNone;
    @FXML private Button hoursNights;
    @FXML private VBox blindPart;
    @FXML private VBox blind;

    public RulesController(RulesViewModel model, Speech speech) {
        this.model = model;
        this.speech = speech;
    }

    @FXML
    void initialize() {
        RuleLine.connect(page, model.rules(), speech);
        undo.disableProperty().bind(model.rules().undoable().not());
        undo.setOnAction(event -> model.undo());
        reset.disableProperty().bind(RuleLine.deaf(model.rules()));
        reset.setOnAction(event -> model.reset());
        bindTrouble();
        bindStatus();
        bindPause();
        bindHours();
        Rows.show(model.blind(), blind, fact -> RuleLine.told(fact.fact(), fact.why()));
        Rows.showWhile(blindPart, Bindings.isNotEmpty(model.blind()));
    }

    private void bindTrouble() {
        var now = model.rules().trouble();
        Rows.showWhile(trouble, now.isNotEqualTo(Trouble.NONE));
        troubleText
                .textProperty()
                .bind(
                        now.map(
                                t ->
                                        t == Trouble.NONE
                                                ? ""
                                                : speech.text("rules.trouble." + key(t))));
        Rows.showWhile(troubleReset, now.isEqualTo(Trouble.UNREADABLE));
        troubleReset.setOnAction(event -> model.reset());
    }

    private static String key(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void bindStatus() {
        statusTitle.textProperty().bind(model.headline().map(Headline::title));
        statusText.textProperty().bind(model.headline().map(Headline::text));
        Rows.showWhile(statusText, statusText.textProperty().isNotEmpty());
        Rows.show(reasonList, reasons, RulesController::line);
        Rows.showWhile(reasons, Bindings.isNotEmpty(reasonList));
        model.headline().subscribe(this::show);
    }

    private void show(Headline now) {
        statusIcon.setIconLiteral(now.icon());
        for (Tone tone : Tone.values()) {
            statusTile.getStyleClass().remove(tone.styleClass());
        }
        statusTile.getStyleClass().add(now.tone().styleClass());
        if (!reasonList.equals(now.reasons())) {
            reasonList.setAll(now.reasons());
        }
    }

    private static Node line(Words.Sentence reason) {
        var title = new Label(reason.title());
        title.getStyleClass().add("row-title");
        var text = new Label(reason.text());
        text.getStyleClass().add("muted");
        var line = new VBox(title, text);
        if (!reason.fix().isEmpty()) {
            var fix = new Label(reason.fix());
            fix.getStyleClass().add("body");
            line.getChildren().add(fix);
        }
        line.getChildren()
                .forEach(
                        part -> {
                            ((Label) part).setWrapText(true);
                            ((Label) part).setMinHeight(Region.USE_PREF_SIZE);
                        });
        line.getStyleClass().add("reason-line");
        return line;
    }

    private void bindPause() {
        var paused = model.headline().map(Headline::isPaused);
        Rows.showWhile(resume, paused);
        pauses.disableProperty().bind(model.isAnswering().map(answers -> !answers));
        Map.of(
                        pauseTen, Pause.TEN_MINUTES,
                        pauseHour, Pause.AN_HOUR,
                        pauseTomorrow, Pause.TOMORROW)
                .forEach((button, length) -> button.setOnAction(event -> model.pause(length)));
        resume.setOnAction(event -> model.resume());
    }

    private void bindHours() {
        var group = new ToggleGroup();
        for (HoursRule rule : HoursRule.values()) {
            var button = new ToggleButton(speech.text(rule.key()));
            button.getStyleClass().add("tab");
            button.setId("hours-" + key(rule));
            button.setToggleGroup(group);
            button.setSelected(rule == shown);
            button.setOnAction(event -> button.setSelected(true));
            button.selectedProperty()
                    .subscribe(
                            on -> {
                                if (on) {
                                    shown = rule;
                                    showHours();
                                }
                            });
            hoursChoice.getChildren().add(button);
        }
        week.connect(speech, this::changeHours);
        model.hour().subscribe(week::turnTo);
        for (Node node : new Node[] {week, hoursAll, hoursNone, hoursNights}) {
            node.disableProperty().bind(RuleLine.deaf(model.rules()));
        }
        hoursAll.setOnAction(event -> changeHours(WeekHours.ALL));
        hoursNone.setOnAction(event -> changeHours(WeekHours.NONE));
        hoursNights.setOnAction(event -> changeHours(WeekHours.daily(22, 7)));
        model.rules().book().subscribe(this::showHours);
        showHours();
    }

    private void changeHours(WeekHours hours) {
        HoursRule rule = shown;
        model.rules().change(book -> rule.write(book, hours));
    }

    private void showHours() {
        hoursText.setText(speech.text(shown.key() + ".note"));
        model.rules()
                .book()
                .get()
                .ifPresent(book -> week.show(speech.text(shown.key()), shown.read(book)));
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void onShow() {
        model.onShow();
    }

    @Override
    public void onHide() {
        model.onHide();
    }
}
