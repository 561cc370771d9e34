package hearth.app.hardware;

import hearth.app.estimate.EarningsCheckCard;
import hearth.app.estimate.EarningsCheckViewModel;
import hearth.app.household.HouseholdCard;
import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Shows;
import hearth.app.look.Switch;
import hearth.app.look.TileRow;
import hearth.app.look.Tone;
import hearth.app.rules.RuleLine;
import hearth.app.text.Blindness;
import hearth.app.text.Speech;
import hearth.app.text.Words;
import hearth.protocol.SandboxGrade;

import javafx.beans.binding.Bindings;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Binds Hardware to its view model.
public final class HardwareController implements Screen, Shows {
    private final HardwareViewModel model;
    private final EarningsCheckViewModel check;
    private final Speech speech;
    private final ObservableList<Blindness> blindList = FXCollections.observableArrayList();
    private final ObservableList<Meter.Line> meterLines = FXCollections.observableArrayList();
    private List<PanelCard> shown = List.of();
    @FXML private ScrollPane root;
    @FXML private VBox page;
    @FXML private VBox waiting;
    @FXML private Label engine;
    @FXML private Label engineBest;
    @FXML private Label setback;
    @FXML private Label setbackFix;
    @FXML private VBox sandboxCard;
    @FXML private Label sandboxTitle;
    @FXML private Label sandboxText;
    @FXML private Label sandboxFix;
    @FXML private FlowPane required;
    @FXML private VBox meter;
    @FXML private VBox promise;
    @FXML private StackPane promiseTile;
    @FXML private Label promiseTitle;
    @FXML private Label promiseText;
    @FXML private Label promiseMemory;
    @FXML private TermsForm terms;
    @FXML private EarningsCheckCard earnings;
    @FXML private LedgerCard ledger;
    @FXML private StandingCard standing;
    @FXML private HouseholdCard household;
    @FXML private TileRow head;
    @FXML private Label noCards;
    @FXML private VBox panels;
    @FXML private VBox blindCard;
    @FXML private VBox blind;

    public HardwareController(
            HardwareViewModel model, EarningsCheckViewModel check, Speech speech) {
        this.model = model;
        this.check = check;
        this.speech = speech;
    }

    @FXML
    void initialize() {
        RuleLine.connect(page, model.rules(), speech);
        var known = model.figures().map(Optional::isPresent);
        Rows.showWhile(waiting, known.map(is -> !is));
        Rows.showWhile(
                noCards,
                model.figures()
                        .map(
                                now ->
                                        now.filter(f -> f.cards().isEmpty())
                                                .filter(f -> f.setback().isEmpty())
                                                .isPresent()));
        Rows.show(blindList, blind, fact -> RuleLine.told(fact.fact(), fact.why()));
        Rows.showWhile(blindCard, Bindings.isNotEmpty(blindList));
        Rows.showWhile(setback, setback.textProperty().isNotEmpty());
        Rows.showWhile(setbackFix, setbackFix.textProperty().isNotEmpty());
        Rows.showWhile(head, known);
        bindSandbox();
        terms.connect(model, speech);
        earnings.connect(check, speech);
        household.connect(model.household(), speech);
        Rows.showWhile(promise, model.promise().map(Optional::isPresent));
        Rows.showWhile(promiseMemory, promiseMemory.textProperty().isNotEmpty());
        model.promise().subscribe(now -> now.ifPresent(this::show));
        Rows.showWhile(ledger, model.ledger().map(Optional::isPresent));
        model.ledger().subscribe(now -> now.ifPresent(l -> ledger.show(l, speech)));
        Rows.showWhile(standing, model.standing().map(Optional::isPresent));
        model.standing().subscribe(now -> now.ifPresent(s -> standing.show(s, speech)));
        Rows.show(meterLines, meter, line -> new FactLine(line.name(), line.value()));
        Rows.showWhile(meter, Bindings.isNotEmpty(meterLines));
        model.meter()
                .subscribe(
                        now -> {
                            if (!meterLines.equals(now.lines())) {
                                meterLines.setAll(now.lines());
                            }
                        });
        model.figures().subscribe(now -> now.ifPresent(this::show));
    }

    private void bindSandbox() {
        var walls = model.walls();
        Rows.showWhile(sandboxCard, walls.map(Optional::isPresent));
        sandboxTitle.textProperty().bind(walls.map(now -> now.map(Walls::title).orElse("")));
        sandboxText.textProperty().bind(walls.map(now -> now.map(Walls::text).orElse("")));
        sandboxFix.textProperty().bind(walls.map(now -> now.map(Walls::fix).orElse("")));
        Rows.showWhile(sandboxFix, sandboxFix.textProperty().isNotEmpty());
        required.disableProperty().bind(RuleLine.deaf(model.rules()));
        var group = new ToggleGroup();
        for (SandboxGrade grade : SandboxGrade.values()) {
            var button = new ToggleButton(speech.text("sandbox.require." + grade));
            button.getStyleClass().add("tab");
            button.setId("require-" + grade);
            button.setAccessibleText(speech.text("sandbox.require") + " " + button.getText());
            button.setToggleGroup(group);
            button.setOnAction(event -> button.setSelected(true));
            button.selectedProperty()
                    .subscribe(
                            on -> {
                                if (on) {
                                    model.require(grade);
                                }
                            });
            model.rules()
                    .book()
                    .subscribe(
                            book -> book.ifPresent(b -> button.setSelected(b.sandbox() == grade)));
            required.getChildren().add(button);
        }
    }

    private void show(Promise now) {
        promiseTitle.setText(now.title());
        promiseText.setText(now.text());
        promiseMemory.setText(now.memory());
        for (Tone tone : Tone.values()) {
            promiseTile.getStyleClass().remove(tone.styleClass());
        }
        promiseTile.getStyleClass().add(now.tone().styleClass());
    }

    private void show(Figures now) {
        engine.setText(now.engine());
        boolean best = now.setback().isEmpty() && !now.cards().isEmpty();
        Rows.unless(engineBest, !best);
        setback.setText(now.setback().map(Words.Sentence::text).orElse(""));
        setbackFix.setText(now.setback().map(Words.Sentence::fix).orElse(""));
        if (!blindList.equals(now.blind())) {
            blindList.setAll(now.blind());
        }
        var all = new ArrayList<>(now.cards());
        all.add(now.computer());
        if (!fits(all)) {
            build(now);
        }
        for (int i = 0; i < all.size(); i++) {
            shown.get(i).show(all.get(i));
        }
    }

    private boolean fits(List<Panel> all) {
        if (all.size() != shown.size()) {
            return false;
        }
        for (int i = 0; i < all.size(); i++) {
            if (!shown.get(i).fits(all.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void build(Figures now) {
        var fresh = new ArrayList<PanelCard>();
        for (Panel card : now.cards()) {
            fresh.add(new PanelCard(card, card.name(), Optional.of(use(card)), speech));
        }
        fresh.add(
                new PanelCard(
                        now.computer(),
                        now.computer().name(),
                        Optional.of(use(now.computer())),
                        speech));
        shown = List.copyOf(fresh);
        panels.getChildren().setAll(shown);
    }

    private Switch use(Panel card) {
        var control = new Switch();
        control.setId("use-" + card.id());
        control.disableProperty().bind(RuleLine.deaf(model.rules()));
        model.rules()
                .book()
                .subscribe(book -> book.ifPresent(b -> control.setSelected(b.uses(card.id()))));
        control.selectedProperty().subscribe(on -> model.use(card.id(), on));
        return control;
    }

    /// The code of another machine, ready to be joined; its owner has to press the button.
    @Override
    public void show(String code) {
        household.offer(code);
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
