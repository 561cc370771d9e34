package hearth.app.onboarding;

import hearth.app.estimate.EarningsCheckCard;
import hearth.app.estimate.EarningsCheckViewModel;
import hearth.app.look.Badge;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Switch;
import hearth.app.look.TileRow;
import hearth.app.look.Viewport;
import hearth.app.onboarding.OnboardingViewModel.FoundComputer;
import hearth.app.onboarding.OnboardingWorkflow.Page;
import hearth.app.text.Speech;
import hearth.app.wallet.WalletFeed;

import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Binds the first steps to their view model; one page shows at a time.
public final class OnboardingController implements Screen {
    private static final int STEPS = 3;

    /// What the names of all steps need; with less room only that of this step is shown.
    private static final double ALL_STEPS = 560;

    private final OnboardingViewModel model;
    private final WalletFeed wallet;
    private final EarningsCheckViewModel check;
    private final Speech speech;
    private final Network where;
    private final Runnable onDone;
    @FXML private ScrollPane root;
    @FXML private HBox steps;
    @FXML private VBox choose;
    @FXML private Button createNew;
    @FXML private Button restoreOld;
    @FXML private VBox showWords;
    @FXML private TileRow words;
    @FXML private CheckBox written;
    @FXML private VBox checkWords;
    @FXML private Label firstName;
    @FXML private Label meaning;
    @FXML private TextField first;
    @FXML private Label secondName;
    @FXML private TextField second;
    @FXML private Label thirdName;
    @FXML private TextField third;
    @FXML private Label fourthName;
    @FXML private TextField fourth;
    @FXML private VBox restore;
    @FXML private TextArea phrase;
    @FXML private VBox newPassword;
    @FXML private Label leadsTo;
    @FXML private PasswordField password;
    @FXML private PasswordField again;
    @FXML private VBox unlock;
    @FXML private PasswordField unlockPassword;
    @FXML private VBox computer;
    @FXML private HBox searching;
    @FXML private VBox found;
    @FXML private Label name;
    @FXML private Label processor;
    @FXML private Label memory;
    @FXML private Label graphics;
    @FXML private Label engine;
    @FXML private Label willRun;
    @FXML private EarningsCheckCard earnings;
    @FXML private VBox share;
    @FXML private Badge network;
    @FXML private Label shareName;
    @FXML private Label payout;
    @FXML private Switch sharing;
    @FXML private HBox errorLine;
    @FXML private Label error;
    @FXML private HBox buttons;
    @FXML private Button back;
    @FXML private ProgressIndicator busy;
    @FXML private Button next;

    /// Where this computer is going to work.
    ///
    /// @param meaning what sharing means there, in a sentence or two
    public record Network(String name, String meaning) {}

    public OnboardingController(
            OnboardingViewModel model,
            WalletFeed wallet,
            EarningsCheckViewModel check,
            Speech speech,
            Network where,
            Runnable onDone) {
        this.model = model;
        this.wallet = wallet;
        this.check = check;
        this.speech = speech;
        this.where = where;
        this.onDone = onDone;
    }

    @FXML
    void initialize() {
        Map<Page, Node> pages =
                Map.of(
                        Page.CHOOSE, choose,
                        Page.WORDS, showWords,
                        Page.CHECK, checkWords,
                        Page.RESTORE, restore,
                        Page.NEW_PASSWORD, newPassword,
                        Page.UNLOCK, unlock,
                        Page.COMPUTER, computer,
                        Page.SHARE, share);
        pages.forEach(
                (page, node) ->
                        Rows.showWhile(node, model.workflow().map(now -> now.page() == page)));
        createNew.setOnAction(event -> model.createNew());
        restoreOld.setOnAction(event -> model.restoreOld());
        back.setOnAction(event -> model.back());
        next.setOnAction(event -> forward());
        phrase.addEventFilter(KeyEvent.KEY_PRESSED, this::leavePhrase);
        leadsTo.textProperty().bind(model.restored());
        Rows.showWhile(leadsTo, model.restored().isNotEmpty());
        bindWords();
        bindComputer();
        network.setText(where.name());
        meaning.setText(where.meaning());
        sharing.setSelected(true);
        error.textProperty().bind(model.error());
        Rows.showWhile(errorLine, model.error().isNotEmpty());
        Rows.showWhile(busy, model.busy());
        for (Region button : List.of(createNew, restoreOld, back)) {
            button.disableProperty().bind(model.busy());
        }
        next.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                this::isHeld,
                                model.busy(),
                                model.workflow(),
                                model.computer(),
                                written.selectedProperty()));
        model.workflow().subscribe(this::show);
    }

    /// Words must be ticked as written down, and the computer must have been found.
    private boolean isHeld() {
        return model.busy().get()
                || (model.page() == Page.WORDS && !written.isSelected())
                || (model.page() == Page.COMPUTER && model.computer().get().isEmpty());
    }

    private void bindWords() {
        model.words().subscribe(() -> words.getChildren().setAll(chips()));
        List<Label> names = List.of(firstName, secondName, thirdName, fourthName);
        List<TextField> fields = List.of(first, second, third, fourth);
        model.asked()
                .subscribe(
                        () -> {
                            for (int i = 0; i < model.asked().size(); i++) {
                                String name =
                                        speech.text(
                                                "onboarding.check.word", model.asked().get(i) + 1);
                                names.get(i).setText(name);
                                fields.get(i).setAccessibleText(name);
                            }
                        });
    }

    /// Numbered by place: a phrase may hold the same word twice.
    private List<Node> chips() {
        var chips = new ArrayList<Node>();
        for (String text : model.words()) {
            chips.add(chip(chips.size() + 1, text));
        }
        return chips;
    }

    private static Node chip(int place, String text) {
        var number = new Label(Integer.toString(place));
        number.getStyleClass().add("word-number");
        var label = new Label(text);
        label.getStyleClass().add("word");
        var chip = new HBox(number, label);
        chip.getStyleClass().add("word-chip");
        return chip;
    }

    private void bindComputer() {
        ObservableValue<Boolean> known = model.computer().map(Optional::isPresent);
        Rows.showWhile(found, known);
        Rows.showWhile(searching, known.map(is -> !is));
        bind(name, FoundComputer::name);
        bind(shareName, FoundComputer::name);
        bind(processor, FoundComputer::processor);
        bind(memory, FoundComputer::memory);
        bind(graphics, FoundComputer::graphics);
        bind(engine, FoundComputer::engine);
        bind(willRun, FoundComputer::willRun);
        Rows.showWhile(willRun.getParent(), known);
        earnings.onAnswer(() -> Viewport.bringIntoView(root, earnings));
        earnings.connect(check, speech);
        Rows.showWhile(earnings, known);
        payout.textProperty().bind(wallet.state().map(state -> state.address().orElse("–")));
    }

    private void bind(Label label, Function<FoundComputer, String> fact) {
        label.textProperty().bind(model.computer().map(c -> c.map(fact).orElse("")));
    }

    private void forward() {
        switch (model.page()) {
            case CHOOSE, DONE -> {}
            case WORDS -> model.wordsAreWritten();
            case CHECK ->
                    model.checkWords(
                            Stream.of(first, second, third, fourth)
                                    .map(TextField::getText)
                                    .toList());
            case RESTORE -> model.enterPhrase(phrase.getText().toCharArray());
            case NEW_PASSWORD -> {
                model.setPassword(take(password), take(again));
                // Both are empty now: what is typed again begins with the first.
                password.requestFocus();
            }
            case UNLOCK -> model.unlock(take(unlockPassword));
            case COMPUTER -> model.computerSeen();
            case SHARE -> model.finish(sharing.isSelected());
        }
    }

    private static char[] take(TextInputControl field) {
        char[] typed = field.getText().toCharArray();
        field.clear();
        return typed;
    }

    private void show(OnboardingWorkflow now) {
        Page page = now.page();
        if (page != Page.COMPUTER) {
            // It would train against the work that is about to begin.
            check.stop();
        }
        back.setVisible(now.canGoBack());
        Rows.unless(buttons, page == Page.CHOOSE);
        next.setText(speech.text(page == Page.SHARE ? "onboarding.finish" : "onboarding.next"));
        steps.getChildren().setAll(stepper(page.step()));
        root.setVvalue(0);
        for (TextInputControl field :
                List.of(first, second, third, fourth, phrase, password, again, unlockPassword)) {
            field.clear();
        }
        written.setSelected(false);
        firstField(page).ifPresent(Node::requestFocus);
        if (page == Page.DONE) {
            onDone.run();
        }
    }

    /// A phrase has no lines and no tabs: these keys do here what they do in every other field.
    private void leavePhrase(KeyEvent event) {
        if (event.getCode() == KeyCode.ENTER) {
            event.consume();
            next.fire();
        } else if (event.getCode() == KeyCode.TAB) {
            event.consume();
            (event.isShiftDown() ? back : next).requestFocus();
        }
    }

    /// Where typing begins on a page.
    private Optional<Node> firstField(Page page) {
        return switch (page) {
            case CHECK -> Optional.of(first);
            case RESTORE -> Optional.of(phrase);
            case NEW_PASSWORD -> Optional.of(password);
            case UNLOCK -> Optional.of(unlockPassword);
            case WORDS -> Optional.of(written);
            case COMPUTER, SHARE -> Optional.of(next);
            case CHOOSE, DONE -> Optional.empty();
        };
    }

    private List<Node> stepper(int current) {
        var nodes = new ArrayList<Node>();
        for (int step = 1; step <= STEPS; step++) {
            var number = new Label(step < current ? "✓" : Integer.toString(step));
            number.getStyleClass().add("step-number");
            var text = new Label(speech.text("onboarding.step." + step));
            text.getStyleClass().add("step-name");
            if (step != current) {
                Rows.showWhile(text, root.widthProperty().map(w -> w.doubleValue() >= ALL_STEPS));
            }
            var pair = new HBox(number, text);
            pair.getStyleClass().add("step");
            if (step <= current) {
                pair.getStyleClass().add(step == current ? "step-now" : "step-done");
            }
            if (step > 1) {
                var line = new Region();
                line.getStyleClass().add("step-line");
                HBox.setHgrow(line, Priority.ALWAYS);
                nodes.add(line);
            }
            nodes.add(pair);
        }
        return nodes;
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
