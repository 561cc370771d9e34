package hearth.app.settings;

import hearth.app.look.Screen;
import hearth.app.settings.Settings.Appearance;
import hearth.app.settings.View.Motion;
import hearth.app.text.Language;
import hearth.app.text.Speech;

import javafx.fxml.FXML;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// Binds the settings' screen to its view model.
public final class SettingsController implements Screen {
    private final SettingsViewModel model;
    private final Cards cards;
    private final Speech speech;
    private final String networkName;
    private final Runnable leave;
    @FXML private ScrollPane root;
    @FXML private RadioButton system;
    @FXML private RadioButton light;
    @FXML private RadioButton dark;
    @FXML private RadioButton languageSystem;
    @FXML private RadioButton english;
    @FXML private RadioButton german;
    @FXML private RadioButton spanish;
    @FXML private Button smaller;
    @FXML private Label zoom;
    @FXML private Button larger;
    @FXML private Button whole;
    @FXML private RadioButton motionSystem;
    @FXML private RadioButton motionFull;
    @FXML private RadioButton motionReduced;
    @FXML private CheckBox noteFirst;
    @FXML private CheckBox noteReleased;
    @FXML private CheckBox noteProblem;
    @FXML private CheckBox noteUpdate;
    @FXML private Label folder;
    @FXML private Button copyFolder;
    @FXML private Button exit;
    @FXML private Label version;
    @FXML private Label network;
    @FXML private Label coordinator;
    @FXML private Label device;
    @FXML private UpdatesCard updates;
    @FXML private PrivacyCard privacy;
    @FXML private NetworkCard networks;
    @FXML private LoginStartCard login;

    /// @param leave leads to the way out
    public SettingsController(
            SettingsViewModel model,
            Cards cards,
            Speech speech,
            String networkName,
            Runnable leave) {
        this.model = model;
        this.cards = cards;
        this.speech = speech;
        this.leave = leave;
        this.networkName = networkName;
    }

    /// What has a card of its own.
    public record Cards(
            UpdatesViewModel updates,
            PrivacyViewModel privacy,
            NetworkViewModel networks,
            LoginStartViewModel login) {}

    @FXML
    void initialize() {
        choice(
                Map.of(
                        Appearance.SYSTEM, system,
                        Appearance.LIGHT, light,
                        Appearance.DARK, dark),
                Settings::appearance,
                model::look);
        choice(
                Map.of(
                        Language.SYSTEM, languageSystem,
                        Language.ENGLISH, english,
                        Language.GERMAN, german,
                        Language.SPANISH, spanish),
                Settings::language,
                model::speak);
        zoom.textProperty().bind(model.zoom());
        smaller.setOnAction(event -> model.size(View::smaller));
        larger.setOnAction(event -> model.size(View::larger));
        whole.setOnAction(event -> model.size(view -> view.withZoom(100)));
        choice(
                Map.of(
                        Motion.SYSTEM, motionSystem,
                        Motion.FULL, motionFull,
                        Motion.REDUCED, motionReduced),
                now -> now.view().motion(),
                motion -> model.size(view -> view.withMotion(motion)));
        note(noteFirst, Occasion.FIRST_EARNING);
        note(noteReleased, Occasion.RELEASED);
        note(noteProblem, Occasion.PROBLEM);
        note(noteUpdate, Occasion.UPDATE);
        folder.setText(model.folder());
        copyFolder.setOnAction(
                event -> {
                    var content = new ClipboardContent();
                    content.putString(model.folder());
                    Clipboard.getSystemClipboard().setContent(content);
                    model.folderCopied();
                });
        network.setText(networkName);
        exit.setOnAction(event -> leave.run());
        version.textProperty().bind(model.version());
        coordinator.textProperty().bind(model.coordinator());
        device.textProperty().bind(model.device());
        updates.connect(cards.updates(), speech);
        login.connect(cards.login(), speech);
        privacy.connect(cards.privacy(), speech);
        networks.connect(cards.networks(), speech, networkName, root);
    }

    private void note(CheckBox box, Occasion occasion) {
        box.setOnAction(event -> model.note(occasion, box.isSelected()));
        model.settings().subscribe(now -> box.setSelected(!now.muted().contains(occasion)));
    }

    private <T> void choice(
            Map<T, RadioButton> buttons, Function<Settings, T> chosen, Consumer<T> choose) {
        var group = new ToggleGroup();
        buttons.forEach(
                (value, button) -> {
                    button.setToggleGroup(group);
                    button.setOnAction(event -> choose.accept(value));
                    model.settings()
                            .subscribe(now -> button.setSelected(chosen.apply(now).equals(value)));
                });
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void onShow() {
        cards.updates().onShow();
        cards.login().onShow();
    }

    @Override
    public void onHide() {
        cards.updates().onHide();
    }
}
