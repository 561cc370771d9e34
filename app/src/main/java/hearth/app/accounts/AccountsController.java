package hearth.app.accounts;

import hearth.app.accounts.AccountsViewModel.Form;
import hearth.app.look.Badge;
import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.Tone;
import hearth.app.settings.PersonalSign;
import hearth.app.settings.ShowsMark;
import hearth.app.text.Speech;

import javafx.beans.binding.Bindings;
import javafx.collections.ObservableList;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Draws accounts, watched addresses and contacts as the view model says.
public final class AccountsController implements Screen, ShowsMark {
    private final AccountsViewModel model;
    private final SafetyViewModel safety;
    private final Speech speech;
    private final Runnable leave;
    private Optional<AccountRow> renaming = Optional.empty();
    @FXML private ScrollPane root;
    @FXML private PersonalSign signAdd;
    @FXML private PersonalSign signDelete;
    @FXML private Button leaveButton;
    @FXML private HBox errorLine;
    @FXML private Label error;
    @FXML private Label renameError;
    @FXML private Label addError;
    @FXML private Label watchError;
    @FXML private Label contactError;
    @FXML private VBox accounts;
    @FXML private HBox renameLine;
    @FXML private TextField newName;
    @FXML private Button rename;
    @FXML private TextField accountName;
    @FXML private PasswordField password;
    @FXML private Button add;
    @FXML private VBox watched;
    @FXML private Label noWatched;
    @FXML private TextField watchAddress;
    @FXML private TextField watchName;
    @FXML private CheckBox watchKnown;
    @FXML private Button watch;
    @FXML private VBox contacts;
    @FXML private Label noContacts;
    @FXML private HBox contactsLocked;
    @FXML private TextField contactAddress;
    @FXML private TextField contactName;
    @FXML private Button addContact;
    @FXML private TextField drillWords;
    @FXML private Button drill;
    @FXML private Label drilled;
    @FXML private CheckBox deleteSure;
    @FXML private PasswordField deletePassword;
    @FXML private Button delete;
    @FXML private Label deleteError;

    /// @param leave leads back to the wallet
    public AccountsController(
            AccountsViewModel model, SafetyViewModel safety, Speech speech, Runnable leave) {
        this.model = model;
        this.safety = safety;
        this.speech = speech;
        this.leave = leave;
    }

    @FXML
    void initialize() {
        leaveButton.setOnAction(event -> leave.run());
        tell(error, errorLine, Form.NONE);
        tell(renameError, renameError, Form.RENAME);
        tell(addError, addError, Form.ADD);
        tell(watchError, watchError, Form.WATCH);
        tell(contactError, contactError, Form.CONTACT);
        model.error()
                .subscribe(
                        said -> {
                            if (!said.isEmpty() && model.asked().get() == Form.NONE) {
                                root.setVvalue(0);
                            }
                        });
        list(model.accounts(), accounts, this::accountDeeds);
        list(
                model.watched(),
                watched,
                row -> List.of(button("unwatch", "accounts.remove", () -> model.unwatch(row))));
        list(
                model.contacts(),
                contacts,
                row ->
                        List.of(
                                button(
                                        "forget",
                                        "accounts.remove",
                                        () -> model.removeContact(row))));
        Rows.showWhile(noWatched, Bindings.isEmpty(model.watched()));
        Rows.showWhile(noContacts, Bindings.isEmpty(model.contacts()));
        Rows.showWhile(contactsLocked, model.unlocked().not());
        addContact.disableProperty().bind(model.unlocked().not().or(model.busy()));
        watchKnown.disableProperty().bind(model.unlocked().not());
        add.disableProperty().bind(model.busy());
        watch.disableProperty().bind(model.busy());
        bindForms();
        bindSafety();
    }

    /// What is wrong is said beside what was typed.
    private void tell(Label words, Node shown, Form form) {
        words.textProperty().bind(model.error());
        Rows.showWhile(shown, model.error().isNotEmpty().and(model.asked().isEqualTo(form)));
    }

    private void bindSafety() {
        drilled.textProperty().bind(safety.drilled());
        Rows.showWhile(drilled, safety.drilled().isNotEmpty());
        drill.disableProperty().bind(safety.busy());
        drill.setOnAction(
                event -> {
                    char[] typed = drillWords.getText().toCharArray();
                    drillWords.clear();
                    safety.drill(typed);
                });
        drillWords.setOnAction(event -> drill.fire());
        deleteError.textProperty().bind(safety.deleteError());
        Rows.showWhile(deleteError, safety.deleteError().isNotEmpty());
        deletePassword.disableProperty().bind(deleteSure.selectedProperty().not());
        delete.disableProperty().bind(deleteSure.selectedProperty().not().or(safety.busy()));
        delete.setOnAction(
                event -> {
                    char[] typed = deletePassword.getText().toCharArray();
                    deletePassword.clear();
                    safety.delete(typed, leave);
                });
    }

    private void bindForms() {
        Rows.unless(renameLine, true);
        rename.setOnAction(
                event ->
                        renaming.ifPresent(
                                row ->
                                        model.rename(
                                                row,
                                                newName.getText(),
                                                () -> Rows.unless(renameLine, true))));
        newName.setOnAction(event -> rename.fire());
        add.setOnAction(
                event -> {
                    char[] typed = password.getText().toCharArray();
                    password.clear();
                    model.addAccount(typed, accountName.getText(), accountName::clear);
                });
        password.setOnAction(event -> add.fire());
        watch.setOnAction(
                event ->
                        model.watch(
                                watchAddress.getText(),
                                watchName.getText(),
                                watchKnown.isSelected(),
                                () -> {
                                    watchAddress.clear();
                                    watchName.clear();
                                    watchKnown.setSelected(false);
                                }));
        addContact.setOnAction(
                event ->
                        model.addContact(
                                contactAddress.getText(),
                                contactName.getText(),
                                () -> {
                                    contactAddress.clear();
                                    contactName.clear();
                                }));
    }

    private List<Button> accountDeeds(AccountRow row) {
        var name =
                button(
                        "rename-account",
                        "accounts.rename",
                        () -> {
                            renaming = Optional.of(row);
                            newName.setText(row.title());
                            Rows.unless(renameLine, false);
                            newName.requestFocus();
                        });
        return row.isActive()
                ? List.of(name)
                : List.of(name, button("use", "accounts.use", () -> model.use(row)));
    }

    private void list(
            ObservableList<AccountRow> rows, VBox pane, Function<AccountRow, List<Button>> deeds) {
        Rows.show(rows, pane, row -> line(row, deeds.apply(row)));
        Rows.showWhile(pane, Bindings.isNotEmpty(rows));
    }

    private static Node line(AccountRow row, List<Button> deeds) {
        var title = new Label(row.title());
        title.getStyleClass().add("row-title");
        title.setWrapText(true);
        var address = new Label(row.grouped());
        address.getStyleClass().add("address");
        address.setWrapText(true);
        var words = new VBox(title, address);
        if (!row.note().isEmpty()) {
            var note = new Label(row.note());
            note.getStyleClass().add("small");
            note.setWrapText(true);
            words.getChildren().add(note);
        }
        words.setMinWidth(0);
        HBox.setHgrow(words, Priority.ALWAYS);
        var head = new HBox(new FontIcon(row.isActive() ? "fth-check-circle" : "fth-user"), words);
        head.getStyleClass().add("row");
        if (!row.badge().isEmpty()) {
            head.getChildren().add(new Badge(row.badge(), row.isActive() ? Tone.GOOD : Tone.INFO));
        }
        var buttons = new FlowPane();
        buttons.getStyleClass().add("stat-flow");
        buttons.getChildren().addAll(deeds);
        var line = new VBox(head, buttons);
        line.setId("account-" + row.address());
        return line;
    }

    private Button button(String id, String key, Runnable deed) {
        var button = new Button(speech.text(key));
        button.setId(id);
        button.setOnAction(event -> deed.run());
        return button;
    }

    @Override
    public List<PersonalSign> signs() {
        return List.of(signAdd, signDelete);
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
        password.clear();
        drillWords.clear();
        deletePassword.clear();
        deleteSure.setSelected(false);
        Rows.unless(renameLine, true);
        model.onHide();
        safety.onHide();
    }
}
