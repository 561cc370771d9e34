package hearth.app.wallet;

import hearth.app.look.FactLine;
import hearth.app.look.QrPicture;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Skeleton;
import hearth.app.look.StatTile;
import hearth.app.look.Viewport;
import hearth.app.settings.PersonalSign;
import hearth.app.settings.ShowsMark;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletState.Presence;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Binds the wallet's screen to its view model.
public final class WalletController implements Screen, ShowsMark {
    private final WalletViewModel model;
    private final LimitsViewModel limits;
    private final BackupReminder reminder;
    private final Speech speech;
    private final Ways ways;
    @FXML private ScrollPane root;
    @FXML private Button lock;
    @FXML private Button accounts;
    @FXML private HBox problem;
    @FXML private Label problemText;
    @FXML private BackupNotice backup;
    @FXML private HBox unbound;
    @FXML private Label bindAdvice;
    @FXML private Button bind;
    @FXML private Button undoChange;
    @FXML private VBox missing;
    @FXML private Button beginButton;
    @FXML private VBox locked;
    @FXML private PasswordField password;
    @FXML private Button unlock;
    @FXML private Label unlockError;
    @FXML private VBox present;
    @FXML private Label ember;
    @FXML private Label exact;
    @FXML private Label claimable;
    @FXML private Label claimableNote;
    @FXML private Button claim;
    @FXML private StatTile gas;
    @FXML private Label address;
    @FXML private Button copy;
    @FXML private ToggleButton showQr;
    @FXML private VBox qrPart;
    @FXML private QrPicture qr;
    @FXML private TextField to;
    @FXML private TextField amount;
    @FXML private Label sendError;
    @FXML private Button send;
    @FXML private Label sendTitle;
    @FXML private VBox form;
    @FXML private VBox review;
    @FXML private Label reviewSentence;
    @FXML private Label reviewAddress;
    @FXML private VBox reviewForecast;
    @FXML private CheckBox consent;
    @FXML private HBox adviceLine;
    @FXML private Label reviewAdvice;
    @FXML private Button back;
    @FXML private Button confirm;
    @FXML private PersonalSign signLocked;
    @FXML private PersonalSign signReview;
    @FXML private PersonalSign signLimits;
    @FXML private VBox activity;
    @FXML private VBox noActivity;
    @FXML private Skeleton activityWaits;
    @FXML private VBox allowanceCard;
    @FXML private VBox allowances;
    @FXML private VBox disputed;
    @FXML private VBox nodes;
    @FXML private TextField limitPayment;
    @FXML private TextField limitDay;
    @FXML private TextField limitFee;
    @FXML private PasswordField limitPassword;
    @FXML private Label limitError;
    @FXML private Button limitSave;

    public WalletController(
            WalletViewModel model,
            LimitsViewModel limits,
            BackupReminder reminder,
            Speech speech,
            Ways ways) {
        this.model = model;
        this.limits = limits;
        this.reminder = reminder;
        this.speech = speech;
        this.ways = ways;
    }

    /// Where the wallet leads to.
    ///
    /// @param begin the first steps, where a wallet is made
    /// @param accounts its accounts and the address book
    /// @param browser opens a page of the network's explorer
    /// @param results what a claim paid, by its transaction
    public record Ways(
            Runnable begin, Runnable accounts, Consumer<URI> browser, Consumer<String> results) {}

    @FXML
    void initialize() {
        ObservableValue<Presence> presence = model.figures().map(Figures::presence);
        Rows.showWhile(missing, presence.map(p -> p == Presence.NONE));
        Rows.showWhile(locked, presence.map(p -> p == Presence.LOCKED));
        Rows.showWhile(lock, presence.map(p -> p == Presence.UNLOCKED));
        Rows.showWhile(accounts, presence.map(p -> p != Presence.NONE));
        accounts.setOnAction(event -> ways.accounts().run());
        Rows.showWhile(present, presence.map(p -> p != Presence.NONE));
        reminder.follow(presence);
        backup.connect(reminder, ways.accounts(), speech);
        problemText.textProperty().bind(model.figures().map(Figures::problem));
        Rows.showWhile(problem, problemText.textProperty().isNotEmpty());
        Rows.showWhile(unbound, model.bindAdvice().isNotEmpty());
        bindAdvice.textProperty().bind(model.bindAdvice());
        bind.setOnAction(event -> model.bind());
        Rows.showWhile(bind, model.change().map(Optional::isEmpty));
        undoChange.setOnAction(event -> model.undoChange());
        Rows.showWhile(undoChange, model.mayUndo());
        beginButton.setOnAction(event -> ways.begin().run());
        bindFigures();
        bindUnlock();
        bindSend(presence);
        Rows.show(model.activity(), activity, row -> new MovementLine(row, model, speech, ways));
        Rows.showWhile(activity, Bindings.isNotEmpty(model.activity()));
        ObservableValue<Boolean> waiting = model.waiting();
        var none = Bindings.isEmpty(model.activity());
        Rows.showWhile(noActivity, none.flatMap(empty -> waiting.map(waits -> empty && !waits)));
        Rows.showWhile(activityWaits, waiting);
        Rows.show(model.nodes(), nodes, NodeLine::new);
        Rows.showWhile(disputed, Bindings.isNotEmpty(model.nodes()));
        Rows.show(model.allowances(), allowances, row -> new AllowanceLine(row, model, speech));
        Rows.showWhile(allowanceCard, Bindings.isNotEmpty(model.allowances()));
        bindLimits();
    }

    private void bindLimits() {
        limitPayment.textProperty().bindBidirectional(limits.payment());
        limitDay.textProperty().bindBidirectional(limits.day());
        limitFee.textProperty().bindBidirectional(limits.fee());
        limitError.textProperty().bind(limits.error());
        Rows.showWhile(limitError, limits.error().isNotEmpty());
        Rows.showWhile(limitPassword, limits.asksPassword());
        limitSave.setOnAction(
                event -> {
                    char[] typed = limitPassword.getText().toCharArray();
                    limitPassword.clear();
                    limits.save(typed);
                });
    }

    private void bindFigures() {
        ObservableValue<Boolean> waiting = model.waiting();
        Skeleton.whileWaiting(ember, waiting);
        Skeleton.whileWaiting(claimable, waiting);
        gas.waitingProperty().bind(waiting);
        ember.textProperty().bind(model.figures().map(Figures::ember));
        exact.textProperty().bind(model.figures().map(Figures::exact));
        claimable.textProperty().bind(model.figures().map(Figures::claimable));
        claimableNote.textProperty().bind(model.figures().map(Figures::claimableNote));
        gas.noteProperty().bind(model.figures().map(Figures::gasNote));
        gas.valueProperty().bind(model.figures().map(Figures::gas));
        address.textProperty().bind(model.figures().map(Figures::address));
        qr.textProperty().bind(model.figures().map(Figures::address));
        qr.setAccessibleText(speech.text("wallet.qr.name"));
        Rows.showWhile(qrPart, showQr.selectedProperty());
        lock.setOnAction(event -> model.lock());
        claim.setOnAction(event -> model.claim());
        claim.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        model.busy().get()
                                                || !model.figures().get().canClaim()
                                                || isLocked(),
                                model.busy(),
                                model.figures()));
        copy.setOnAction(event -> model.copyAddress());
    }

    private boolean isLocked() {
        return model.figures().get().presence() != Presence.UNLOCKED;
    }

    private void bindUnlock() {
        unlockError.textProperty().bind(model.unlockError());
        Rows.showWhile(unlockError, model.unlockError().isNotEmpty());
        unlock.disableProperty().bind(model.unlocking());
        unlock.setOnAction(event -> unlock());
        password.setOnAction(event -> unlock());
    }

    private void unlock() {
        char[] typed = password.getText().toCharArray();
        password.clear();
        model.unlock(typed);
    }

    private void bindSend(ObservableValue<Presence> presence) {
        sendError.textProperty().bind(model.sendError());
        Rows.showWhile(sendError, model.sendError().isNotEmpty());
        presence.subscribe(
                p -> {
                    to.setDisable(p != Presence.UNLOCKED);
                    amount.setDisable(p != Presence.UNLOCKED);
                });
        send.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> model.busy().get() || model.trying().get() || isLocked(),
                                model.busy(),
                                model.trying(),
                                model.figures()));
        send.setOnAction(event -> model.review(to.getText(), amount.getText()));
        amount.setOnAction(event -> model.review(to.getText(), amount.getText()));
        bindReview();
    }

    private void bindReview() {
        ObservableValue<Boolean> waiting = model.payment().map(Optional::isPresent);
        sendTitle
                .textProperty()
                .bind(waiting.map(w -> speech.text(w ? "wallet.review.title" : "wallet.send")));
        Rows.showWhile(form, waiting.map(w -> !w));
        // Before the review goes: its focus would go on to whatever field comes after it.
        waiting.subscribe(
                () -> {
                    if (!waiting.getValue() && review.isFocusWithin()) {
                        to.requestFocus();
                    }
                });
        Rows.showWhile(review, waiting);
        model.payment()
                .subscribe(
                        waits ->
                                waits.ifPresent(
                                        p -> {
                                            reviewSentence.setText(p.sentence());
                                            reviewAddress.setText(p.grouped());
                                            reviewForecast
                                                    .getChildren()
                                                    .setAll(lines(p.forecast()));
                                            Rows.unless(reviewForecast, p.forecast().isEmpty());
                                            consent.setSelected(false);
                                            consent.setText(p.consent().orElse(""));
                                            Rows.unless(consent, p.consent().isEmpty());
                                            reviewAdvice.setText(p.advice());
                                            confirm.setText(p.confirm());
                                            adviceLine
                                                    .getStyleClass()
                                                    .setAll("notice", p.tone().styleClass());
                                            Viewport.bringIntoView(root, review);
                                            back.requestFocus();
                                        }));
        confirm.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> !consent.getText().isEmpty() && !consent.isSelected(),
                                consent.textProperty(),
                                consent.selectedProperty()));
        back.setOnAction(event -> model.reconsider());
        confirm.setOnAction(
                event ->
                        model.send(
                                () -> {
                                    to.clear();
                                    amount.clear();
                                }));
    }

    private static List<FactLine> lines(List<ForecastText.Line> forecast) {
        return forecast.stream().map(l -> new FactLine(l.name(), l.value())).toList();
    }

    @Override
    public List<PersonalSign> signs() {
        return List.of(signLocked, signReview, signLimits);
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void onShow() {
        model.onShow();
        limits.onShow();
    }

    @Override
    public void onHide() {
        password.clear();
        limitPassword.clear();
        model.onHide();
    }
}
