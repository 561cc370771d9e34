package hearth.app.window;

import hearth.app.look.Rows;
import hearth.app.look.Screen;
import hearth.app.look.ToastLine;
import hearth.app.text.Speech;
import hearth.app.window.ToastQueue.Toast;

import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Draws the frame and swaps the screens in it.
final class ShellController {
    private static final Map<String, String> APPEARANCE_ICONS =
            Map.of("system", "fth-monitor", "light", "fth-sun", "dark", "fth-moon");
    /// Below this width of the page the places are shown as icons alone.
    private static final double NARROW = 900;

    /// What all places need below each other, and a page beside them. With less room the icons
    /// stand in a line above the page.
    private static final double ROOM_BESIDE = 620;

    private static final double ROOM_BELOW = 512;

    /// Hides and shows amounts from every page.
    static final KeyCodeCombination HIDE =
            new KeyCodeCombination(
                    KeyCode.H, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN);

    private final ShellViewModel model;
    private final ToastQueue toastQueue;
    private final Speech speech;
    private @Nullable Screen shown;
    private boolean framed = true;
    private final ToggleGroup group = new ToggleGroup();
    @FXML private StackPane root;
    @FXML private VBox sidebar;
    @FXML private HBox bar;
    @FXML private Label brandName;
    @FXML private VBox navigation;
    @FXML private VBox computer;
    @FXML private Label computerName;
    @FXML private Label computerPart;
    @FXML private HBox computerFacts;
    @FXML private ProgressBar computerLoad;
    @FXML private Button appearance;
    @FXML private FontIcon appearanceIcon;
    @FXML private ToggleButton amounts;
    @FXML private FontIcon amountsIcon;
    @FXML private HBox lost;
    @FXML private StackPane content;
    @FXML private VBox toasts;
    @FXML private StackPane dialog;

    ShellController(ShellViewModel model, ToastQueue toastQueue, Speech speech) {
        this.model = model;
        this.toastQueue = toastQueue;
        this.speech = speech;
    }

    @FXML
    void initialize() {
        for (Page page : Page.values()) {
            navigation.getChildren().add(link(page));
        }
        Rows.showWhile(lost, model.lost());
        Rows.show(toastQueue.toasts(), toasts, this::toast);
        Rows.showWhile(toasts, Bindings.isNotEmpty(toastQueue.toasts()));
        Rows.showWhile(dialog, Bindings.isNotEmpty(dialog.getChildren()));
        model.settings()
                .subscribe(
                        now -> {
                            String key = now.appearance().name().toLowerCase(Locale.ROOT);
                            appearance.setText(speech.text("appearance." + key));
                            appearanceIcon.setIconLiteral(APPEARANCE_ICONS.get(key));
                            boolean hidden = now.privacy().amountsHidden();
                            amounts.setSelected(hidden);
                            amountsIcon.setIconLiteral(hidden ? "fth-eye-off" : "fth-eye");
                        });
        appearance.setOnAction(event -> model.nextAppearance());
        amounts.setOnAction(event -> model.hideAmounts(amounts.isSelected()));
        var narrow = root.widthProperty().map(w -> w.doubleValue() > 0 && w.doubleValue() < NARROW);
        narrow.subscribe(this::fold);
        root.widthProperty().subscribe(this::arrange);
        root.heightProperty().subscribe(this::arrange);
        Rows.showWhile(
                computer,
                Bindings.createBooleanBinding(
                        () -> model.computer().get().isPresent() && !narrow.getValue(),
                        model.computer(),
                        narrow));
        model.computer().subscribe(now -> now.ifPresent(this::show));
    }

    private void fold(boolean narrow) {
        var display = narrow ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT;
        group.getToggles().stream()
                .map(ToggleButton.class::cast)
                .forEach(
                        button -> {
                            button.setContentDisplay(display);
                            button.setTooltip(narrow ? new Tooltip(button.getText()) : null);
                        });
        appearance.setContentDisplay(display);
        Rows.unless(brandName, narrow);
        // The key and the settings are left.
        Rows.unless(amounts, narrow);
        sidebar.getStyleClass().remove("narrow");
        if (narrow) {
            sidebar.getStyleClass().add("narrow");
        }
    }

    /// Beside the page, or above it where the window is too small for that.
    private void arrange() {
        boolean small =
                root.getWidth() > 0
                        && (root.getWidth() < ROOM_BESIDE || root.getHeight() < ROOM_BELOW);
        Pane wanted = small ? bar : navigation;
        Pane other = small ? navigation : bar;
        if (wanted.getChildren().isEmpty()) {
            var links = List.copyOf(other.getChildren());
            other.getChildren().clear();
            wanted.getChildren().setAll(links);
        }
        root.getStyleClass().remove("small-window");
        if (small) {
            root.getStyleClass().add("small-window");
        }
        Rows.unless(sidebar, !framed || small);
        Rows.unless(bar, !framed || !small);
    }

    private ToggleButton link(Page page) {
        var button = new ToggleButton(speech.text(page.key()), new FontIcon(page.icon()));
        button.setId("nav-" + page.name().toLowerCase(Locale.ROOT));
        button.getStyleClass().add("nav-link");
        button.setMaxWidth(Double.MAX_VALUE);
        button.setToggleGroup(group);
        button.setOnAction(event -> button.setSelected(true));
        // The arrow keys select without an action.
        button.selectedProperty()
                .subscribe(
                        on -> {
                            if (on) {
                                model.page().set(page);
                            }
                        });
        model.page().subscribe(now -> button.setSelected(now == page));
        return button;
    }

    private void show(ShellViewModel.Computer now) {
        computerName.setText(now.name());
        computerPart.setText(now.part());
        write(now.facts());
        computerLoad.setProgress(now.load().orElse(0d));
        computerLoad.setVisible(now.load().isPresent());
        computerLoad.setManaged(now.load().isPresent());
        computerFacts.setManaged(!now.facts().isEmpty());
    }

    /// New words into the labels that are there: once a second, and a new label has to be styled.
    private void write(List<String> facts) {
        var labels = computerFacts.getChildren();
        if (labels.size() != facts.size()) {
            labels.setAll(facts.stream().map(ShellController::fact).toList());
        }
        for (int i = 0; i < facts.size(); i++) {
            ((Label) labels.get(i)).setText(facts.get(i));
        }
    }

    private static Node fact(String text) {
        var label = new Label(text);
        label.getStyleClass().add("small");
        return label;
    }

    private Node toast(Toast toast) {
        return new ToastLine(
                toast.text(),
                toast.tone(),
                speech.text("toast.close"),
                () -> toastQueue.dismiss(toast));
    }

    /// Swaps the screen; the one that goes is told first.
    ///
    /// @param framed whether the ways to the other screens are shown beside it
    void show(Screen screen, boolean framed) {
        if (shown != null) {
            shown.onHide();
        }
        shown = screen;
        screen.onShow();
        this.framed = framed;
        arrange();
        content.getChildren().setAll(screen.root());
    }

    /// Whether the owner may go to another page.
    boolean isFree() {
        return framed && dialog.getChildren().isEmpty();
    }

    void hide() {
        if (shown != null) {
            shown.onHide();
            shown = null;
        }
    }

    /// Lays a dialog over everything until [#closeDialog].
    void openDialog(Node card) {
        dialog.getChildren().setAll(card);
    }

    void closeDialog() {
        dialog.getChildren().clear();
    }

    Parent root() {
        return root;
    }
}
