package hearth.app.help;

import hearth.app.install.Part;
import hearth.app.look.FactLine;
import hearth.app.look.Screen;
import hearth.app.text.Speech;

import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Help in plain words; a question each, and the keys that work everywhere.
public final class HelpController implements Screen {
    private static final List<String> MONEY = List.of("shard", "pay", "staking", "slashing");
    private static final List<String> TRUST = List.of("risks", "sees", "phrase", "stop");
    private final Speech speech;
    private final List<Key> keys;
    private final Optional<Path> image;
    @FXML private ScrollPane root;
    @FXML private VBox page;
    @FXML private VBox money;
    @FXML private VBox trust;
    @FXML private VBox shortcuts;

    /// What a key does.
    ///
    /// @param keys as this system writes them
    public record Key(String keys, String what) {}

    /// @param image whose parts are named; a packed one knows them
    public HelpController(Speech speech, List<Key> keys, Optional<Path> image) {
        this.speech = speech;
        this.keys = keys;
        this.image = image;
    }

    @FXML
    void initialize() {
        MONEY.forEach(question -> money.getChildren().add(answer(question)));
        TRUST.forEach(question -> trust.getChildren().add(answer(question)));
        keys.forEach(key -> shortcuts.getChildren().add(new FactLine(key.what(), key.keys())));
        for (String always : List.of("next", "press")) {
            shortcuts
                    .getChildren()
                    .add(
                            new FactLine(
                                    speech.text("help.key." + always),
                                    speech.text("help.key." + always + ".keys")));
        }
        image.ifPresent(this::name);
    }

    private void name(Path root) {
        var parts = Part.of(root);
        if (!parts.isEmpty()) {
            page.getChildren().add(new PartsCard(parts, Part.folder(root), speech));
        }
    }

    private Node answer(String question) {
        var title = paragraph("help." + question, "card-title");
        var text = paragraph("help." + question + ".text", "muted");
        var card = new VBox(title, text);
        card.getStyleClass().add("card");
        return card;
    }

    private Label paragraph(String key, String styleClass) {
        var label = new Label(speech.text(key));
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public void onShow() {}

    @Override
    public void onHide() {}
}
