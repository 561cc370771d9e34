package hearth.app.staking;

import hearth.app.look.FactLine;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Skeleton;
import hearth.app.look.StatTile;
import hearth.app.settings.PersonalSign;
import hearth.app.settings.ShowsMark;
import hearth.app.staking.StakingViewModel.Form;
import hearth.app.staking.StakingViewModel.UnbondingRow;
import hearth.app.text.Speech;
import hearth.app.wallet.ForecastText;
import hearth.app.wallet.SigningWorkflow;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;

/// Binds Staking to its view model.
public final class StakingController implements Screen, ShowsMark {
    private final StakingViewModel model;
    private final BondViewModel bond;
    private final Speech speech;
    private final Runnable showWallet;
    @FXML private ScrollPane root;
    @FXML private HBox locked;
    @FXML private Button toWallet;
    @FXML private StatTile rate;
    @FXML private StatTile staked;
    @FXML private Label yield;
    @FXML private Label yieldNote;
    @FXML private Button claimYield;
    @FXML private Label formText;
    @FXML private TextField amount;
    @FXML private Button all;
    @FXML private Label error;
    @FXML private Button stake;
    @FXML private Button unstake;
    @FXML private HBox openCase;
    @FXML private Label caseTitle;
    @FXML private Label caseText;
    @FXML private Button appeal;
    @FXML private VBox review;
    @FXML private Label sentence;
    @FXML private VBox reviewFacts;
    @FXML private Label note;
    @FXML private VBox forecast;
    @FXML private Label forecastNote;
    @FXML private CheckBox consent;
    @FXML private PersonalSign sign;
    @FXML private Button back;
    @FXML private Button confirm;
    @FXML private VBox overview;
    @FXML private Button compound;
    @FXML private VBox choiceField;
    @FXML private TermChoices choices;
    @FXML private VBox facts;
    @FXML private Label slashing;
    @FXML private VBox terms;
    @FXML private VBox noTerms;
    @FXML private VBox unbonding;
    @FXML private VBox noUnbonding;
    @FXML private Skeleton unbondingWaits;
    @FXML private Skeleton termsWait;

    public StakingController(
            StakingViewModel model, BondViewModel bond, Speech speech, Runnable showWallet) {
        this.model = model;
        this.bond = bond;
        this.speech = speech;
        this.showWallet = showWallet;
    }

    @FXML
    void initialize() {
        Rows.showWhile(locked, model.unlocked().not());
        toWallet.setOnAction(event -> showWallet.run());
        rate.valueProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> known(bond.page().get().rate(), model.figures().get().rate()),
                                bond.page(),
                                model.figures()));
        rate.noteProperty().bind(model.figures().map(StakeFigures::rateNote));
        staked.valueProperty().bind(model.figures().map(StakeFigures::staked));
        staked.noteProperty().bind(model.figures().map(StakeFigures::stakedNote));
        yield.textProperty().bind(model.figures().map(StakeFigures::yield));
        yieldNote
                .textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () ->
                                        known(
                                                bond.page().get().hourly(),
                                                model.figures().get().yieldNote()),
                                bond.page(),
                                model.figures()));
        formText.textProperty()
                .bind(model.figures().map(f -> speech.text("staking.form.text", f.period())));
        Rows.showWhile(formText, model.figures().map(f -> !f.period().isEmpty()));
        amount.textProperty().bindBidirectional(model.amount());
        error.textProperty().bind(model.form().map(Form::error));
        Rows.showWhile(error, error.textProperty().isNotEmpty());
        bindButtons();
        Rows.show(model.unbonding(), unbonding, this::line);
        Rows.showWhile(unbonding, Bindings.isNotEmpty(model.unbonding()));
        ObservableValue<Boolean> waiting = model.waiting();
        rate.waitingProperty().bind(waiting);
        staked.waitingProperty().bind(waiting);
        Skeleton.whileWaiting(yield, waiting);
        var none = Bindings.isEmpty(model.unbonding());
        Rows.showWhile(noUnbonding, none.flatMap(empty -> waiting.map(waits -> empty && !waits)));
        Rows.showWhile(unbondingWaits, waiting);
        Rows.showWhile(termsWait, bond.waiting());
        bond.waiting().subscribe(waits -> draw(bond.page().get()));
        bindBond();
    }

    /// By weight once that is known.
    private static String known(String exact, String rough) {
        return exact.isEmpty() ? rough : exact;
    }

    private void bindBond() {
        model.amount().subscribe(typed -> bond.typed(speech.amounts().read(typed.strip())));
        compound.setOnAction(event -> bond.compound());
        compound.disableProperty().bind(claimYield.disableProperty());
        back.setOnAction(event -> bond.back());
        confirm.setOnAction(event -> bond.confirm(() -> model.amount().set("")));
        bond.page().subscribe(this::draw);
        bond.unlocked().subscribe(open -> draw(bond.page().get()));
        bond.workflow().subscribe(this::review);
        bond.forecast().subscribe(this::show);
        var canBeSigned = bond.canBeSigned();
        confirm.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        bond.workflow().get().page() != SigningWorkflow.Page.CONFIRM
                                                || !canBeSigned.get(),
                                bond.workflow(),
                                canBeSigned));
        consent.selectedProperty().bindBidirectional(bond.consent());
    }

    private void draw(StakingPage page) {
        boolean isUnlocked = bond.unlocked().get();
        choices.show(page.choices(), bond.days(), speech);
        Rows.unless(choiceField, page.choices().isEmpty());
        facts.getChildren().setAll(StakeNodes.facts(page.facts()));
        slashing.setText(page.slashing());
        Rows.unless(slashing, page.slashing().isEmpty());
        terms.getChildren()
                .setAll(
                        page.terms().stream()
                                .map(term -> StakeNodes.term(term, isUnlocked, bond::ask))
                                .toList());
        Rows.unless(terms, page.terms().isEmpty());
        Rows.unless(noTerms, !page.terms().isEmpty() || bond.waiting().get());
        Rows.unless(openCase, page.openCase().isEmpty());
        page.openCase()
                .ifPresent(
                        open -> {
                            caseTitle.setText(open.title());
                            caseText.setText(open.text());
                            Rows.unless(appeal, open.wish().isEmpty());
                            appeal.setDisable(!isUnlocked);
                            appeal.setOnAction(event -> open.wish().ifPresent(bond::ask));
                        });
    }

    private void show(ForecastText text) {
        forecast.getChildren()
                .setAll(
                        text.lines().stream()
                                .map(line -> new FactLine(line.name(), line.value()))
                                .toList());
        Rows.unless(forecast, text.lines().isEmpty());
        forecastNote.setText(text.note());
        consent.setText(text.consent().orElse(""));
        Rows.unless(consent, text.consent().isEmpty());
    }

    private void review(SigningWorkflow<StakeWish> now) {
        boolean isList = now.page() == SigningWorkflow.Page.LIST;
        Rows.unless(review, isList);
        Rows.unless(overview, !isList);
        now.wish()
                .map(bond::words)
                .ifPresent(
                        words -> {
                            sentence.setText(words.sentence());
                            reviewFacts.getChildren().setAll(StakeNodes.facts(words.facts()));
                            note.setText(words.note());
                        });
        if (now.page() == SigningWorkflow.Page.CONFIRM) {
            root.setVvalue(0);
            back.requestFocus();
        }
    }

    private void bindButtons() {
        all.setOnAction(event -> model.all());
        stake.setOnAction(event -> bond.stake());
        unstake.setOnAction(event -> bond.unstake());
        claimYield.setOnAction(event -> bond.claimYield());
        stake.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> !model.form().get().canStake(), model.form()));
        unstake.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> !model.form().get().canUnstake(), model.form()));
        claimYield
                .disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> !model.unlocked().get() || !model.figures().get().hasYield(),
                                model.unlocked(),
                                model.figures()));
    }

    private Node line(UnbondingRow row) {
        var tile = new StackPane(new FontIcon(row.isDue() ? "fth-unlock" : "fth-clock"));
        tile.getStyleClass().add("row-icon");
        var sum = new Label(row.amount());
        sum.getStyleClass().add("row-title");
        var left = new Label(row.left());
        left.getStyleClass().add("small");
        var words = new VBox(sum, left);
        HBox.setHgrow(words, Priority.ALWAYS);
        var withdraw = new Button(speech.text("staking.withdraw"));
        withdraw.setMinWidth(Region.USE_PREF_SIZE);
        withdraw.setAccessibleText(speech.text("staking.withdraw") + " " + row.amount());
        withdraw.disableProperty().bind(bond.unlocked().map(open -> !open || !row.isDue()));
        withdraw.setOnAction(event -> bond.ask(row.wish()));
        var line = new HBox(tile, words, withdraw);
        line.getStyleClass().add("row");
        return line;
    }

    @Override
    public List<PersonalSign> signs() {
        return List.of(sign);
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void onShow() {
        model.onShow();
        bond.onShow();
    }

    @Override
    public void onHide() {
        model.onHide();
        bond.onHide();
    }
}
