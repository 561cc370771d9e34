package hearth.app.exit;

import hearth.app.look.Badge;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.settings.PersonalSign;
import hearth.app.settings.ShowsMark;
import hearth.app.text.Speech;
import hearth.app.wallet.ForecastPane;
import hearth.app.wallet.SigningWorkflow;

import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.nio.file.Path;
import java.util.List;

/// Draws the way out as its view model says.
public final class ExitController implements Screen, ShowsMark {
    private final ExitViewModel model;
    private final Folders folders;
    private final Runnable leave;
    private final Runnable showWallet;
    private final Speech speech;
    @FXML private ScrollPane root;
    @FXML private Button leaveButton;
    @FXML private HBox locked;
    @FXML private Button toWallet;
    @FXML private VBox review;
    @FXML private Label sentence;
    @FXML private ForecastPane forecast;
    @FXML private Label note;
    @FXML private PersonalSign sign;
    @FXML private Button back;
    @FXML private Button confirm;
    @FXML private VBox overview;
    @FXML private VBox steps;
    @FXML private Button export;
    @FXML private Label exported;
    @FXML private Label folder;

    /// @param leave leads back to where the owner came from
    public ExitController(
            ExitViewModel model,
            Folders folders,
            Runnable leave,
            Runnable showWallet,
            Speech speech) {
        this.model = model;
        this.folders = folders;
        this.leave = leave;
        this.showWallet = showWallet;
        this.speech = speech;
    }

    /// @param home where everything of Hearth's lies
    /// @param exports where the history is written
    public record Folders(Path home, Path exports) {}

    @FXML
    void initialize() {
        leaveButton.setOnAction(event -> leave.run());
        toWallet.setOnAction(event -> showWallet.run());
        Rows.showWhile(locked, model.locked());
        back.setOnAction(event -> model.back());
        confirm.setOnAction(event -> model.confirm());
        forecast.connect(model.consent(), speech);
        model.forecast()
                .subscribe(
                        text -> {
                            Rows.unless(forecast, text.isEmpty());
                            text.ifPresent(forecast::show);
                        });
        var canBeSigned = model.canBeSigned();
        confirm.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        model.workflow().get().page()
                                                        != SigningWorkflow.Page.CONFIRM
                                                || !canBeSigned.get(),
                                model.workflow(),
                                canBeSigned));
        export.setOnAction(event -> model.export(folders.exports()));
        export.disableProperty().bind(model.complete().map(known -> !known));
        exported.textProperty().bind(model.exported());
        Rows.showWhile(exported, model.exported().isNotEmpty());
        folder.setText(folders.home().toAbsolutePath().toString());
        Rows.show(model.steps(), steps, this::step);
        model.workflow().subscribe(this::review);
    }

    private Node step(ExitStep step) {
        var tile = new StackPane(new FontIcon(step.icon()));
        tile.getStyleClass().addAll("icon-tile", "small-tile", step.tone().styleClass());
        var title = new Label(step.title());
        title.getStyleClass().add("card-title");
        title.setWrapText(true);
        title.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(title, Priority.ALWAYS);
        var badge = new Badge(step.badge(), step.tone());
        badge.setGraphic(new FontIcon(step.isDone() ? "fth-check" : "fth-clock"));
        var head = new HBox(tile, title, badge);
        head.getStyleClass().add("card-head");
        var card = new VBox(head);
        card.setId("exit-" + step.id());
        card.getStyleClass().add("card");
        for (String line : step.lines()) {
            var text = new Label(line);
            text.setWrapText(true);
            text.getStyleClass().add("muted");
            card.getChildren().add(text);
        }
        if (!step.actions().isEmpty()) {
            var actions = new FlowPane();
            actions.getStyleClass().add("stat-flow");
            step.actions().forEach(action -> actions.getChildren().add(button(action)));
            card.getChildren().add(actions);
        }
        return card;
    }

    private Button button(ExitStep.Action action) {
        var button = new Button(action.label());
        button.setId(action.id());
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(event -> model.ask(action.wish()));
        return button;
    }

    private void review(SigningWorkflow<ExitWish> now) {
        boolean isList = now.page() == SigningWorkflow.Page.LIST;
        Rows.unless(review, isList);
        Rows.unless(overview, !isList);
        now.wish()
                .map(model::question)
                .ifPresent(
                        question -> {
                            sentence.setText(question.sentence());
                            note.setText(question.note());
                        });
        if (now.page() == SigningWorkflow.Page.CONFIRM) {
            root.setVvalue(0);
            back.requestFocus();
        }
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
    }

    @Override
    public void onHide() {
        model.onHide();
    }
}
