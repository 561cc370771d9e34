package hearth.app.gallery;

import hearth.app.look.Badge;
import hearth.app.look.ChartScale;
import hearth.app.look.ChoiceLine;
import hearth.app.look.FactLine;
import hearth.app.look.Mark;
import hearth.app.look.ResultLine;
import hearth.app.look.SmoothAreaChart;
import hearth.app.look.StatTile;
import hearth.app.look.Switch;
import hearth.app.look.TileRow;
import hearth.app.look.Tone;
import hearth.app.look.WordsLine;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.chart.XYChart.Data;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Shows each part of `hearth.app.look` and each control as the theme dresses it: at rest, under
/// the pointer, pressed, with the focus, chosen, disabled. For those who build screens; its words
/// are names of parts and states, in one language. JavaFX thread.
public final class Gallery extends ScrollPane {
    private static final List<String> STATES =
            List.of("rest", "hover", "pressed", "focus-visible", "disabled");
    private static final int POINTS = 24;
    private static final double WIDE = 700;
    private static final double NARROW = 300;

    public Gallery() {
        getStyleClass().add("page-scroll");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        var page = new VBox(head(), tones(), figures(), buttons(), choices(), fields(), lists());
        page.getStyleClass().add("page");
        page.getChildren().addAll(chart(), progress(), notices(), empty());
        page.getChildren().addAll(Specimens.all());
        setContent(page);
    }

    private static Node head() {
        var words = new VBox(text("Gallery", "page-title"), text("Parts and states", "muted"));
        var head = new HBox(new Mark(), words);
        head.getStyleClass().add("page-head");
        return head;
    }

    static VBox card(String title, Node... parts) {
        var card = new VBox(text(title, "card-title"));
        card.getStyleClass().add("card");
        card.getChildren().addAll(parts);
        return card;
    }

    static Label text(String words, String styleClass) {
        var label = new Label(words);
        label.getStyleClass().add(styleClass);
        label.setWrapText(true);
        return label;
    }

    private static FlowPane line(List<? extends Node> parts) {
        var line = new FlowPane();
        line.getStyleClass().add("stat-flow");
        line.getChildren().addAll(parts);
        return line;
    }

    private static Node tones() {
        return card(
                "Badges",
                line(Stream.of(Tone.values()).map(tone -> new Badge(name(tone), tone)).toList()));
    }

    private static String name(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    private static Node figures() {
        var tile = tile("known", "12.4075", "a note of two words");
        var unknown = tile("unknown", "–", "no figure, so no unit");
        var row = new TileRow();
        row.getStyleClass().add("tile-row");
        row.getChildren().addAll(tile, unknown);
        return row;
    }

    private static StatTile tile(String title, String value, String note) {
        var tile = new StatTile();
        tile.setIcon("fth-activity");
        tile.titleProperty().set(title);
        tile.valueProperty().set(value);
        tile.unitProperty().set("EMBER");
        tile.noteProperty().set(note);
        return tile;
    }

    /// The control once in each state; those that last only while something is held are set by
    /// hand.
    static <C extends Control> Node states(String title, Function<String, C> control) {
        var all = new ArrayList<C>();
        for (String state : STATES) {
            C one = control.apply(state);
            one.setAccessibleText(title + " " + state);
            if (state.equals("disabled")) {
                one.setDisable(true);
            } else if (!state.equals("rest")) {
                one.pseudoClassStateChanged(PseudoClass.getPseudoClass(state), true);
            }
            all.add(one);
        }
        return card(title, line(all));
    }

    private static VBox part(Node... cards) {
        var part = new VBox(cards);
        part.getStyleClass().add("page-part");
        return part;
    }

    private static Node buttons() {
        return part(
                states("Button", Button::new),
                states("Accent button", state -> styled(new Button(state), "accent")),
                states("Flat button", state -> styled(new Button(state), "flat")),
                states(
                        "Icon button",
                        state -> styled(new Button(null, new FontIcon("fth-copy")), "icon-button")),
                states("Tab", state -> styled(new ToggleButton(state), "tab")),
                states("Tab, chosen", state -> chosen(styled(new ToggleButton(state), "tab"))),
                states("Place", state -> styled(place(state), "nav-link")),
                states("Place, chosen", state -> chosen(styled(place(state), "nav-link"))),
                states("Choice", state -> styled(choice(state), "choice")));
    }

    private static Button choice(String state) {
        var picture = new StackPane(new FontIcon("fth-plus"));
        picture.getStyleClass().addAll("icon-tile", Tone.ACCENT.styleClass());
        var words = new VBox(text(state, "card-title"), text("what it leads to", "muted"));
        words.getStyleClass().add("choice-words");
        var line = new ChoiceLine();
        line.getChildren().addAll(picture, words);
        var choice = new Button();
        choice.setGraphic(line);
        choice.setAccessibleText(state);
        choice.setPrefWidth(NARROW);
        return choice;
    }

    private static ToggleButton place(String state) {
        return new ToggleButton(state, new FontIcon("fth-home"));
    }

    private static <C extends Control> C styled(C control, String styleClass) {
        control.getStyleClass().add(styleClass);
        return control;
    }

    private static ToggleButton chosen(ToggleButton button) {
        button.setSelected(true);
        return button;
    }

    private static Node choices() {
        return part(
                states("Switch", state -> new Switch()),
                states(
                        "Switch, on",
                        state -> {
                            var on = new Switch();
                            on.setSelected(true);
                            return on;
                        }),
                states("Check box", CheckBox::new),
                states(
                        "Check box, chosen",
                        state -> {
                            var box = new CheckBox(state);
                            box.setSelected(true);
                            return box;
                        }),
                states("Radio button", RadioButton::new),
                states(
                        "Radio button, chosen",
                        state -> {
                            var radio = new RadioButton(state);
                            radio.setSelected(true);
                            return radio;
                        }));
    }

    private static Node fields() {
        return part(
                states("Text field", TextField::new),
                states(
                        "Text field, empty",
                        state -> {
                            var field = new TextField();
                            field.setPromptText(state);
                            return field;
                        }),
                states(
                        "Password field",
                        state -> {
                            var field = new PasswordField();
                            field.setText(state);
                            return field;
                        }),
                states(
                        "Text area",
                        state -> {
                            var area = new TextArea(state);
                            area.setPrefSize(180, 72);
                            return area;
                        }));
    }

    private static Node lists() {
        return card(
                "Lines",
                new FactLine("Name of a fact", "its value"),
                new FactLine("Another", "a longer value that tells more"),
                new ResultLine(
                        "fth-cpu", "Title", "note", "+0.003221", new Badge("held", Tone.INFO)),
                new ResultLine("fth-cpu", "Title", "note", "–", new Badge("bad", Tone.BAD)),
                words("Words, and beside them what belongs to them", WIDE),
                words("The same words where there is little room", NARROW));
    }

    private static Node words(String words, double room) {
        var line =
                new WordsLine(
                        new FontIcon("fth-info"),
                        text(words, "muted"),
                        new Button("First way"),
                        new Button("Second way"));
        line.getStyleClass().addAll("notice", Tone.ACCENT.styleClass());
        line.setMaxWidth(room);
        return line;
    }

    private static Node chart() {
        var chart = new SmoothAreaChart();
        chart.setAccessibleText("Chart");
        ChartScale.show(
                chart,
                IntStream.range(0, POINTS)
                        .mapToObj(i -> new Data<Number, Number>(i, 3 / Math.sqrt(i + 1d)))
                        .toList(),
                at -> at == Math.rint(at) ? Integer.toString((int) at) : "",
                Double::toString);
        return card("Chart", chart);
    }

    private static Node progress() {
        var some = new ProgressBar(0.6);
        var none = new ProgressBar(0);
        var whole = new ProgressBar(1);
        Stream.of(some, none, whole).forEach(bar -> bar.setAccessibleText("Progress"));
        var ring = new ProgressIndicator(0.6);
        ring.setAccessibleText("Progress");
        return card("Progress", line(List.of(none, some, whole, ring)));
    }

    private static Node notices() {
        return card(
                "Notices",
                Stream.of(Tone.ACCENT, Tone.WARN, Tone.BAD)
                        .map(Gallery::notice)
                        .toArray(Node[]::new));
    }

    private static Node notice(Tone tone) {
        var words = new Label("A notice, " + name(tone));
        HBox.setHgrow(words, Priority.ALWAYS);
        var notice = new HBox(new FontIcon("fth-info"), words);
        notice.getStyleClass().addAll("notice", tone.styleClass());
        return notice;
    }

    private static Node empty() {
        var empty =
                new VBox(
                        new FontIcon("fth-box"),
                        text("Nothing here yet", "empty-title"),
                        text("When there will be something, and how to get there.", "muted"));
        empty.getStyleClass().add("empty");
        return card("Empty", empty);
    }
}
