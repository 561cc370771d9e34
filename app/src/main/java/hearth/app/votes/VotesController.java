package hearth.app.votes;

import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.TileRow;
import hearth.app.settings.PersonalSign;
import hearth.app.settings.ShowsMark;
import hearth.app.text.Speech;
import hearth.app.wallet.SigningWorkflow;

import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;

/// Draws Votes as its page and workflow say.
public final class VotesController implements Screen, ShowsMark {
    private final VotesViewModel model;
    private final Speech speech;
    private final Runnable showWallet;
    private final Runnable showStaking;
    @FXML private ScrollPane root;
    @FXML private HBox stale;
    @FXML private HBox left;
    @FXML private Label leftText;
    @FXML private HBox locked;
    @FXML private Button toWallet;
    @FXML private HBox noVotes;
    @FXML private Button toStaking;
    @FXML private VBox blank;
    @FXML private VBox loading;
    @FXML private FontIcon blankIcon;
    @FXML private Label blankTitle;
    @FXML private Label blankText;
    @FXML private VBox review;
    @FXML private Label sentence;
    @FXML private Label reviewTitle;
    @FXML private VBox details;
    @FXML private Label note;
    @FXML private PersonalSign sign;
    @FXML private Button back;
    @FXML private Button confirm;
    @FXML private TileRow seen;
    @FXML private VBox none;
    @FXML private VBox cards;
    @FXML private Label votes;
    @FXML private Label castBy;
    @FXML private Label castByAddress;
    @FXML private HBox takeBackLine;
    @FXML private Button takeBack;
    @FXML private VBox delegateCard;
    @FXML private TextField to;
    @FXML private Button give;
    @FXML private Label toError;
    @FXML private Label rules;
    @FXML private Label propose;

    public VotesController(
            VotesViewModel model, Speech speech, Runnable showWallet, Runnable showStaking) {
        this.model = model;
        this.speech = speech;
        this.showWallet = showWallet;
        this.showStaking = showStaking;
    }

    @FXML
    void initialize() {
        toWallet.setOnAction(event -> showWallet.run());
        toStaking.setOnAction(event -> showStaking.run());
        toError.textProperty().bind(model.delegateError());
        Rows.showWhile(toError, model.delegateError().isNotEmpty());
        give.setOnAction(event -> model.delegate(to.getText()));
        to.setOnAction(event -> model.delegate(to.getText()));
        takeBack.setOnAction(event -> model.takeBack());
        back.setOnAction(event -> model.back());
        confirm.setOnAction(event -> model.confirm());
        give.disableProperty().bind(model.unlocked().not());
        takeBack.disableProperty().bind(model.unlocked().not());
        confirm.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () ->
                                        !model.unlocked().get()
                                                || model.workflow().get().page()
                                                        != SigningWorkflow.Page.CONFIRM,
                                model.unlocked(),
                                model.workflow()));
        model.page().subscribe(page -> draw());
        model.unlocked().subscribe(open -> draw());
        model.workflow().subscribe(this::review);
    }

    private void draw() {
        var page = model.page().get();
        boolean isSeen = page.kind() == VotesPage.Kind.SEEN;
        Rows.unless(stale, !page.isStale());
        leftText.setText(page.left());
        Rows.unless(left, page.left().isEmpty());
        Rows.unless(locked, !isSeen || model.unlocked().get());
        Rows.unless(noVotes, page.standing().filter(s -> !s.hasVotes() && !s.hasStake()).isEmpty());
        cards.getChildren()
                .setAll(
                        page.cards().stream()
                                .<Node>map(
                                        card ->
                                                new ProposalView(
                                                        card, model.unlocked().get(), model::ask))
                                .toList());
        Rows.unless(cards, page.cards().isEmpty());
        Rows.unless(none, !page.cards().isEmpty());
        page.standing().ifPresent(this::draw);
        blank(page.kind());
        show();
    }

    private void draw(VotesPage.Standing own) {
        votes.setText(own.votes());
        castBy.setText(own.castBy());
        castByAddress.setText(own.delegate());
        Rows.unless(castByAddress, own.delegate().isEmpty());
        Rows.unless(takeBackLine, own.delegate().isEmpty());
        Rows.unless(delegateCard, !own.hasStake());
        rules.setText(own.rules());
        propose.setText(own.propose());
    }

    private void blank(VotesPage.Kind kind) {
        switch (kind) {
            case LOADING, SEEN -> blank("fth-flag", "", "");
            case NO_WALLET ->
                    blank(
                            "fth-credit-card",
                            speech.text("votes.no-wallet"),
                            speech.text("votes.no-wallet.text"));
            case WITHOUT_VOTES ->
                    blank(
                            "fth-flag",
                            speech.text("votes.without"),
                            speech.text("votes.without.text"));
            case UNREACHABLE ->
                    blank(
                            "fth-wifi-off",
                            speech.text("votes.unreachable"),
                            speech.text("votes.unreachable.text"));
        }
    }

    private void blank(String icon, String title, String text) {
        blankIcon.setIconLiteral(icon);
        blankTitle.setText(title);
        blankText.setText(text);
        Rows.unless(blankText, text.isEmpty());
    }

    private void review(SigningWorkflow<Wish> now) {
        now.wish()
                .map(model::words)
                .ifPresent(
                        words -> {
                            sentence.setText(words.sentence());
                            reviewTitle.setText(words.title());
                            Rows.unless(reviewTitle, words.title().isEmpty());
                            details.getChildren()
                                    .setAll(
                                            words.details().stream()
                                                    .<Node>map(VotesController::detail)
                                                    .toList());
                            note.setText(words.note());
                        });
        show();
        if (now.page() == SigningWorkflow.Page.CONFIRM) {
            root.setVvalue(0);
            back.requestFocus();
        } else if (now.page() == SigningWorkflow.Page.LIST) {
            to.clear();
        }
    }

    private static Label detail(String text) {
        var label = new Label(text);
        label.setWrapText(true);
        label.getStyleClass().add("address");
        return label;
    }

    private void show() {
        boolean isSeen = model.page().get().kind() == VotesPage.Kind.SEEN;
        boolean isList = model.workflow().get().page() == SigningWorkflow.Page.LIST;
        boolean isLoading = model.page().get().kind() == VotesPage.Kind.LOADING;
        Rows.unless(loading, !isLoading);
        Rows.unless(blank, isSeen || isLoading);
        Rows.unless(review, isList);
        Rows.unless(seen, !isSeen || !isList);
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
