package hearth.app.jobs;

import hearth.app.earnings.ResultRow;
import hearth.app.look.Badge;
import hearth.app.look.ChartScale;
import hearth.app.look.FactLine;
import hearth.app.look.ResultLine;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Shows;
import hearth.app.look.SmoothAreaChart;
import hearth.app.look.TileRow;
import hearth.app.rules.RuleLine;
import hearth.app.text.Speech;
import hearth.protocol.Messages.RoundView;

import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.chart.XYChart.Data;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Optional;

/// Binds the screen of the jobs to its view model.
public final class JobsController implements Screen, Shows {
    private final JobsViewModel model;
    private final Speech speech;
    private ToggleGroup group = new ToggleGroup();
    @FXML private ScrollPane root;
    @FXML private VBox noJobs;
    @FXML private VBox kinds;
    @FXML private TileRow some;
    @FXML private VBox list;
    @FXML private Label summary;
    @FXML private Label effect;
    @FXML private Label mineNone;
    @FXML private VBox mine;
    @FXML private Label title;
    @FXML private Badge state;
    @FXML private Label chartNote;
    @FXML private SmoothAreaChart chart;
    @FXML private Label noChart;
    @FXML private VBox facts;
    @FXML private Label cardTitle;
    @FXML private VBox card;
    @FXML private Label sampleTitle;
    @FXML private Label sample;

    public JobsController(JobsViewModel model, Speech speech) {
        this.model = model;
        this.speech = speech;
    }

    @FXML
    void initialize() {
        RuleLine.connect(kinds, model.rules(), speech);
        Rows.showWhile(noJobs, Bindings.isEmpty(model.choices()));
        Rows.showWhile(some, Bindings.isNotEmpty(model.choices()));
        // Buttons that are gone must not stay in the group.
        model.choices().subscribe(() -> group = new ToggleGroup());
        Rows.show(model.choices(), list, this::choice);
        Rows.showKept(model.mine(), mine, JobsController::line);
        summary.textProperty().bind(model.summary());
        Rows.showWhile(summary, summary.textProperty().isNotEmpty());
        effect.textProperty().bind(model.effect());
        Rows.showWhile(effect, effect.textProperty().isNotEmpty());
        Rows.showWhile(mineNone, summary.textProperty().isEmpty());
        var drawable = Bindings.size(model.rounds()).greaterThan(1);
        Rows.showWhile(chart, drawable);
        Rows.showWhile(chartNote, drawable);
        Rows.showWhile(noChart, drawable.not());
        Rows.showWhile(sampleTitle, sample.textProperty().isNotEmpty());
        Rows.showWhile(sample, sample.textProperty().isNotEmpty());
        Rows.showWhile(cardTitle, Bindings.isNotEmpty(card.getChildren()));
        Rows.showWhile(card, Bindings.isNotEmpty(card.getChildren()));
        model.model().subscribe(now -> card.getChildren().setAll(lines(now.facts())));
        model.rounds().subscribe(this::draw);
        model.chosen().subscribe(now -> now.ifPresent(this::show));
    }

    private Node choice(JobsViewModel.Choice job) {
        var button = new ToggleButton(job.title(), new FontIcon("fth-box"));
        button.setId("job-" + job.id().value());
        // A title comes from a stranger: its underscores are no shortcuts.
        button.setMnemonicParsing(false);
        button.getStyleClass().addAll("nav-link", "job-choice");
        button.setMaxWidth(Double.MAX_VALUE);
        button.setToggleGroup(group);
        button.setSelected(model.chosen().get().filter(c -> c.id().equals(job.id())).isPresent());
        button.setOnAction(event -> button.setSelected(true));
        // The arrow keys select without an action.
        button.selectedProperty()
                .subscribe(
                        on -> {
                            if (on) {
                                model.choose(job.id());
                            }
                        });
        return button;
    }

    private void show(JobCard job) {
        title.setText(job.title());
        state.setText(job.state());
        state.setTone(job.tone());
        sample.setText(job.sample());
        facts.getChildren().setAll(lines(job.facts()));
        group.getToggles().stream()
                .map(ToggleButton.class::cast)
                .filter(button -> ("job-" + job.id().value()).equals(button.getId()))
                .forEach(button -> button.setSelected(true));
    }

    private static List<FactLine> lines(List<JobCard.Fact> facts) {
        return facts.stream().map(fact -> new FactLine(fact.name(), fact.value())).toList();
    }

    private static Node line(ResultRow row) {
        return new ResultLine(
                "fth-cpu",
                row.round(),
                row.when(),
                row.amount(),
                new Badge(row.state(), row.tone()));
    }

    private void draw() {
        List<Data<Number, Number>> points =
                model.rounds().stream().map(this::point).flatMap(Optional::stream).toList();
        if (points.size() > 1) {
            ChartScale.show(
                    chart,
                    points,
                    at -> at == Math.rint(at) ? speech.amounts().decimal(at, 0) : "",
                    at -> speech.amounts().decimal(at, 2));
        }
    }

    private Optional<Data<Number, Number>> point(RoundView published) {
        return published
                .heldOutLoss()
                .map(loss -> new Data<Number, Number>(published.round(), loss.doubleValue()));
    }

    @Override
    public void show(String job) {
        model.showLinked(job);
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
