package hearth.app.home;

import hearth.app.look.Badge;
import hearth.app.look.ChartScale;
import hearth.app.look.ResultLine;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.SmoothAreaChart;
import hearth.app.look.StatTile;
import hearth.app.look.Switch;
import hearth.app.look.Tone;
import hearth.app.text.Speech;
import hearth.protocol.Messages.RoundView;

import javafx.beans.binding.Bindings;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.chart.XYChart.Data;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;

/// Binds Home to its view model.
public final class HomeController implements Screen {
    private static final PseudoClass OVER = PseudoClass.getPseudoClass("over");
    private final HomeViewModel model;
    private final Speech speech;
    private final String networkName;
    private final Runnable showEarnings;
    @FXML private ScrollPane root;
    @FXML private Label greeting;
    @FXML private Label summary;
    @FXML private Badge network;
    @FXML private HBox problem;
    @FXML private Label problemText;
    @FXML private Label problemFix;
    @FXML private StackPane statusTile;
    @FXML private FontIcon statusIcon;
    @FXML private Label statusTitle;
    @FXML private Region statusDot;
    @FXML private Label statusText;
    @FXML private Label statusFix;
    @FXML private Switch sharing;
    @FXML private VBox running;
    @FXML private Label jobTitle;
    @FXML private Badge recipe;
    @FXML private Label round;
    @FXML private Label steps;
    @FXML private ProgressBar progress;
    @FXML private Label lossName;
    @FXML private Label loss;
    @FXML private Label payName;
    @FXML private Label pay;
    @FXML private Label elapsedName;
    @FXML private Label elapsed;
    @FXML private StatTile earned;
    @FXML private StatTile trained;
    @FXML private StatTile accepted;
    @FXML private StatTile energy;
    @FXML private Label chartNote;
    @FXML private SmoothAreaChart lossChart;
    @FXML private VBox jobs;
    @FXML private VBox noJobs;
    @FXML private Hyperlink seeAll;
    @FXML private VBox recent;
    @FXML private VBox noResults;

    public HomeController(
            HomeViewModel model, Speech speech, String networkName, Runnable showEarnings) {
        this.model = model;
        this.speech = speech;
        this.networkName = networkName;
        this.showEarnings = showEarnings;
    }

    @FXML
    void initialize() {
        greeting.textProperty().bind(model.greeting());
        summary.textProperty().bind(model.summary());
        network.setText(networkName);
        seeAll.setOnAction(event -> showEarnings.run());
        bindProblem();
        bindStatus();
        bindRunning();
        bindToday();
        Rows.showKept(model.recent(), recent, HomeController::line);
        Rows.showWhile(recent, Bindings.isNotEmpty(model.recent()));
        Rows.showWhile(noResults, Bindings.isEmpty(model.recent()));
        Rows.showKept(model.jobs(), jobs, HomeController::line);
        Rows.showWhile(jobs, Bindings.isNotEmpty(model.jobs()));
        Rows.showWhile(noJobs, Bindings.isEmpty(model.jobs()));
        Rows.showWhile(lossChart, Bindings.size(model.rounds()).greaterThan(1));
        Rows.showWhile(chartNote, lossChart.visibleProperty());
        model.rounds().subscribe(this::drawLoss);
        drawLoss();
    }

    private void bindProblem() {
        Rows.showWhile(
                problem,
                Bindings.createBooleanBinding(
                        () -> model.problem().get().isPresent(), model.problem()));
        problemText.textProperty().bind(model.problem().map(p -> p.map(s -> s.text()).orElse("")));
        problemFix.textProperty().bind(model.problem().map(p -> p.map(s -> s.fix()).orElse("")));
        Rows.showWhile(problemFix, problemFix.textProperty().isNotEmpty());
    }

    private void bindStatus() {
        model.status().subscribe(now -> statusIcon.setIconLiteral(now.icon()));
        statusTitle.textProperty().bind(model.status().map(Status::title));
        statusText.textProperty().bind(model.status().map(Status::text));
        statusFix.textProperty().bind(model.status().map(Status::fix));
        Rows.showWhile(statusFix, statusFix.textProperty().isNotEmpty());
        model.status()
                .subscribe(
                        now -> {
                            for (Node node : List.of(statusTile, statusDot)) {
                                for (Tone tone : Tone.values()) {
                                    node.getStyleClass().remove(tone.styleClass());
                                }
                                node.getStyleClass().add(now.tone().styleClass());
                            }
                        });
        sharing.disableProperty().bind(model.switchable().not());
        model.sharing().subscribe(sharing::setSelected);
        sharing.selectedProperty().subscribe(on -> model.share(on));
    }

    private void bindRunning() {
        Rows.showWhile(
                running,
                Bindings.createBooleanBinding(
                        () -> model.running().get().isPresent(), model.running()));
        model.running()
                .subscribe(
                        now ->
                                now.ifPresent(
                                        lease -> {
                                            jobTitle.setText(lease.title());
                                            recipe.setText(lease.recipe());
                                            round.setText(lease.round());
                                            steps.setText(lease.steps());
                                            progress.setProgress(lease.done());
                                            lossName.setText(lease.loss().name());
                                            loss.setText(lease.loss().value());
                                            payName.setText(lease.pay().name());
                                            pay.setText(lease.pay().value());
                                            elapsedName.setText(lease.elapsed().name());
                                            elapsed.setText(lease.elapsed().value());
                                            running.pseudoClassStateChanged(OVER, lease.over());
                                        }));
    }

    private void bindToday() {
        earned.valueProperty().bind(model.today().map(Today::earned));
        earned.noteProperty().bind(model.today().map(Today::held));
        trained.valueProperty().bind(model.today().map(Today::trained));
        trained.noteProperty().bind(model.today().map(Today::trainedNote));
        accepted.valueProperty().bind(model.today().map(Today::accepted));
        accepted.noteProperty().bind(model.today().map(Today::refused));
        energy.noteProperty().bind(model.today().map(Today::energyNote));
        energy.valueProperty().bind(model.today().map(Today::energy));
    }

    private void drawLoss() {
        List<Data<Number, Number>> points =
                model.rounds().stream()
                        .filter(r -> r.heldOutLoss().isPresent())
                        .map(HomeController::point)
                        .toList();
        if (points.size() > 1) {
            ChartScale.show(
                    lossChart,
                    points,
                    at -> at == Math.rint(at) ? speech.amounts().decimal(at, 0) : "",
                    at -> speech.amounts().decimal(at, 2));
        }
    }

    private static Data<Number, Number> point(RoundView published) {
        return new Data<>(published.round(), published.heldOutLoss().orElseThrow().doubleValue());
    }

    private static Node line(hearth.app.earnings.ResultRow row) {
        return new ResultLine(
                "fth-cpu",
                row.title(),
                row.round() + " · " + row.when(),
                row.amount(),
                new Badge(row.state(), row.tone()));
    }

    private static Node line(JobRow job) {
        var title = new Label(job.title());
        title.getStyleClass().add("row-title");
        title.setWrapText(true);
        title.setMinWidth(0);
        var note = new Label(job.progress());
        note.getStyleClass().add("small");
        note.setMinWidth(0);
        var words = new VBox(title, note, new Badge(job.recipe(), Tone.ACCENT));
        words.getStyleClass().add("job-words");
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var loss = new Label(job.loss());
        loss.getStyleClass().add("row-amount");
        var from = new Label(job.lossNote());
        from.getStyleClass().add("small");
        var figures = new VBox(loss, from);
        figures.getStyleClass().add("job-loss");
        figures.setMinWidth(Region.USE_PREF_SIZE);
        var line = new HBox(words, figures);
        line.getStyleClass().add("row");
        var all = new VBox(line);
        all.getStyleClass().add("job");
        if (!job.sample().isEmpty()) {
            var sample = new Label(job.sample());
            sample.setWrapText(true);
            sample.getStyleClass().add("sample");
            all.getChildren().add(sample);
        }
        return all;
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
