package hearth.app.earnings;

import hearth.app.look.Badge;
import hearth.app.look.ChartScale;
import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Skeleton;
import hearth.app.look.SmoothAreaChart;
import hearth.app.look.StatTile;
import hearth.app.look.TileRow;
import hearth.app.text.Speech;
import hearth.protocol.Messages.ResultView;

import javafx.beans.binding.Bindings;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.chart.XYChart.Data;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Binds Earnings to its view model.
public final class EarningsController implements Screen {
    private static final int FEWEST_POINTS = 2;
    private static final Duration SHORT = Duration.ofMinutes(8);
    private final EarningsViewModel model;
    private final TaxFile taxFile;
    private final Path exports;
    private final Speech speech;
    @FXML private ScrollPane root;
    @FXML private TileRow totals;
    @FXML private StatTile earned;
    @FXML private StatTile checking;
    @FXML private StatTile held;
    @FXML private StatTile released;
    @FXML private StatTile claimed;
    @FXML private PeriodCard periods;
    @FXML private VBox chartCard;
    @FXML private SmoothAreaChart chart;
    @FXML private Label count;
    @FXML private TableView<ResultView> table;
    @FXML private TableColumn<ResultView, ResultView> jobColumn;
    @FXML private TableColumn<ResultView, ResultView> amountColumn;
    @FXML private TableColumn<ResultView, ResultView> stateColumn;
    @FXML private VBox claimBox;
    @FXML private Label claimWords;
    @FXML private Label claimTransaction;
    @FXML private Button showAll;
    @FXML private VBox empty;
    @FXML private Skeleton waiting;
    @FXML private VBox explanationCard;
    @FXML private VBox nothingChosen;
    @FXML private VBox details;
    @FXML private Label amount;
    @FXML private Badge state;
    @FXML private Label title;
    @FXML private Label text;
    @FXML private Label fix;
    @FXML private VBox facts;
    @FXML private VBox appealBox;
    @FXML private Label appealText;
    @FXML private Button appealButton;
    @FXML private Label appealSaid;
    @FXML private VBox exportCard;
    @FXML private Button export;
    @FXML private Button tax;
    @FXML private Label exported;

    /// @param exports where the history is written, and where a file chooser begins
    public EarningsController(
            EarningsViewModel model, TaxFile taxFile, Path exports, Speech speech) {
        this.model = model;
        this.taxFile = taxFile;
        this.exports = exports;
        this.speech = speech;
    }

    @FXML
    void initialize() {
        earned.valueProperty().bind(model.totals().map(Totals::earned));
        earned.noteProperty().bind(model.totals().map(Totals::earnedNote));
        checking.valueProperty().bind(model.checking().map(Checking::sum));
        checking.noteProperty().bind(model.checking().map(Checking::note));
        checking.waitingProperty().bind(model.known().not());
        export.setOnAction(event -> model.export(exports));
        export.disableProperty().bind(model.known().not());
        tax.setOnAction(event -> saveForTaxes());
        Rows.showWhile(exported, exported.textProperty().isNotEmpty());
        model.export()
                .subscribe(
                        now -> {
                            exported.setText(now.said());
                            exported.getStyleClass().setAll(now.isDone() ? "small" : "error");
                        });
        held.valueProperty().bind(model.totals().map(Totals::held));
        held.noteProperty().bind(model.totals().map(Totals::heldNote));
        released.valueProperty().bind(model.totals().map(Totals::released));
        claimed.valueProperty().bind(model.totals().map(Totals::claimed));
        List.of(earned, held, released)
                .forEach(tile -> tile.waitingProperty().bind(model.agentWaits()));
        claimed.waitingProperty().bind(model.chainWaits());
        bindTable();
        bindClaim();
        periods.connect(model, speech);
        model.sums().subscribe(this::draw);
        draw();
        Rows.showWhile(details, model.explanation().map(Optional::isPresent));
        Rows.showWhile(nothingChosen, model.explanation().map(Optional::isEmpty));
        Rows.showWhile(fix, fix.textProperty().isNotEmpty());
        Rows.showWhile(appealBox, appealText.textProperty().isNotEmpty());
        Rows.showWhile(appealSaid, appealSaid.textProperty().isNotEmpty());
        appealButton.setOnAction(event -> model.appeal());
        model.filing().subscribe(now -> appealSaid.setText(now.said()));
        Rows.showWhile(
                appealButton,
                Bindings.createBooleanBinding(
                        () ->
                                !model.filing().get().isOnItsWay()
                                        && model.explanation()
                                                .get()
                                                .filter(why -> why.appeal().isPossible())
                                                .isPresent(),
                        model.filing(),
                        model.explanation()));
        model.explanation().subscribe(now -> now.ifPresent(this::explain));
    }

    private void saveForTaxes() {
        var chooser = new FileChooser();
        chooser.setTitle(speech.text("earnings.tax"));
        chooser.setInitialFileName(taxFile.suggestedName());
        if (Files.isDirectory(exports)) {
            chooser.setInitialDirectory(exports.toFile());
        }
        Optional.ofNullable(chooser.showSaveDialog(root.getScene().getWindow()))
                .ifPresent(chosen -> taxFile.save(chosen.toPath()));
    }

    /// Leads from a claim to the results that it paid.
    ///
    /// @param transaction `0x` and 64 hex digits
    public void showClaim(String transaction) {
        model.claimed().show(transaction);
        root.setVvalue(0);
        showAll.requestFocus();
    }

    private void bindClaim() {
        var sight = model.claimed().sight();
        Rows.showWhile(claimBox, sight.map(Optional::isPresent));
        ObservableValue<Boolean> isAll = sight.map(Optional::isEmpty);
        List.of(totals, periods, exportCard).forEach(part -> Rows.showWhile(part, isAll));
        var points = Bindings.size(model.sums());
        Rows.showWhile(
                chartCard,
                isAll.flatMap(all -> points.map(n -> all && n.intValue() >= FEWEST_POINTS)));
        sight.subscribe(
                now -> {
                    claimWords.setText(now.map(ClaimedResults.Sight::words).orElse(""));
                    claimTransaction.setText(
                            now.map(s -> Explanation.grouped(s.transaction())).orElse(""));
                    table.setItems(
                            now.map(s -> FXCollections.observableList(s.results()))
                                    .orElse(model.results()));
                });
        showAll.setOnAction(
                event -> {
                    model.claimed().showAll();
                    table.requestFocus();
                });
    }

    private void bindTable() {
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        column(jobColumn, row -> words(row.title(), row.round() + " · " + row.when()));
        // In another width a title may break otherwise.
        jobColumn
                .widthProperty()
                .subscribe(
                        width ->
                                table.lookupAll(".cell-words")
                                        .forEach(words -> ((Parent) words).requestLayout()));
        model.day().subscribe((before, now) -> table.refresh());
        column(amountColumn, row -> label(row.amount(), "row-amount"));
        column(stateColumn, row -> new Badge(row.state(), row.tone()));
        ObservableValue<Number> listed = table.itemsProperty().flatMap(Bindings::size);
        Rows.showWhile(table, listed.map(n -> n.intValue() > 0));
        Rows.showWhile(empty, Bindings.isEmpty(model.results()).and(model.known()));
        Rows.showWhile(waiting, model.known().not());
        Rows.showWhile(count, model.known());
        count.textProperty().bind(listed.map(n -> speech.text("earnings.count", n.intValue())));
        table.getSelectionModel()
                .selectedItemProperty()
                .subscribe(result -> Optional.ofNullable(result).ifPresent(this::choose));
    }

    private void choose(ResultView result) {
        model.chosen().set(Optional.of(result));
        // In a narrow window the explanation lies below the list.
        if (explanationCard.getLayoutY() > 0) {
            root.setVvalue(root.getVmax());
        }
    }

    private void column(
            TableColumn<ResultView, ResultView> column, Function<ResultRow, Node> drawing) {
        column.setCellValueFactory(cell -> new SimpleObjectProperty<>(cell.getValue()));
        column.setCellFactory(
                c -> new DrawnCell(result -> drawing.apply(ResultRow.of(result, speech))));
    }

    private static Node words(String title, String note) {
        var heading = label(title, "row-title");
        heading.setWrapText(true);
        var words = new VBox(heading, label(note, "small"));
        words.getStyleClass().add("cell-words");
        return words;
    }

    private static Label label(String text, String styleClass) {
        var label = new Label(text);
        label.getStyleClass().add(styleClass);
        return label;
    }

    private void draw() {
        List<Data<Number, Number>> points =
                model.sums().stream()
                        .map(
                                sum ->
                                        new Data<Number, Number>(
                                                sum.at().getEpochSecond(), sum.ember()))
                        .toList();
        if (points.size() >= FEWEST_POINTS) {
            boolean precise = isShort(points);
            ChartScale.showFromZero(
                    chart,
                    points,
                    at -> time(Instant.ofEpochSecond((long) at), precise),
                    at -> speech.amounts().sum(at));
        }
    }

    /// Whether the labels of the time axis would repeat themselves without seconds.
    private static boolean isShort(List<Data<Number, Number>> points) {
        double seconds =
                points.getLast().getXValue().doubleValue()
                        - points.getFirst().getXValue().doubleValue();
        return seconds < SHORT.toSeconds();
    }

    private String time(Instant at, boolean precise) {
        return precise ? speech.times().precise(at) : speech.times().brief(at);
    }

    private void explain(Explanation now) {
        amount.setText(now.amount());
        state.setText(now.badge());
        state.setTone(now.verdict().tone());
        title.setText(now.title());
        text.setText(now.text());
        fix.setText(now.fix());
        appealText.setText(now.appeal().text());
        facts.getChildren()
                .setAll(
                        now.facts().stream()
                                .<Node>map(fact -> new FactLine(fact.name(), fact.value()))
                                .toList());
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

    /// A cell that draws its row anew whenever it is reused, as high as that is in its column's
    /// width.
    private static final class DrawnCell extends TableCell<ResultView, ResultView> {
        private final Function<ResultView, Node> drawing;

        DrawnCell(Function<ResultView, Node> drawing) {
            this.drawing = drawing;
        }

        @Override
        protected double computePrefHeight(double width) {
            Node drawn = getGraphic();
            if (drawn == null || !drawn.isResizable()) {
                return super.computePrefHeight(width);
            }
            double inside = getTableColumn().getWidth() - snappedLeftInset() - snappedRightInset();
            // JavaFX leaves the padding below out twice when it lays a cell out.
            return snappedTopInset()
                    + drawn.prefHeight(inside)
                    + snappedBottomInset()
                    + getPadding().getBottom();
        }

        @Override
        protected void updateItem(@Nullable ResultView result, boolean isEmpty) {
            super.updateItem(result, isEmpty);
            setGraphic(isEmpty || result == null ? null : drawing.apply(result));
        }
    }
}
