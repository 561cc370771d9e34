package hearth.app.gallery;

import hearth.app.agent.AgentFeed;
import hearth.app.background.FxBackground;
import hearth.app.hardware.Gauge;
import hearth.app.hardware.LiveChart;
import hearth.app.look.Dialog;
import hearth.app.look.QrPicture;
import hearth.app.look.Skeleton;
import hearth.app.look.StatTile;
import hearth.app.look.ToastLine;
import hearth.app.look.Tone;
import hearth.app.rules.AmountLine;
import hearth.app.rules.LimitLine;
import hearth.app.rules.ProgramsLine;
import hearth.app.rules.RuleBook;
import hearth.app.rules.RuleLine;
import hearth.app.rules.RulesFeed;
import hearth.app.rules.SwitchLine;
import hearth.app.rules.WeekGrid;
import hearth.app.settings.PersonalMark;
import hearth.app.settings.PersonalSign;
import hearth.app.text.Speech;
import hearth.worker.policy.WeekHours;

import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.collections.FXCollections;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Parts of the gallery that are more than a control: each as a screen would have it, with nobody
/// behind it.
final class Specimens {
    private static final Speech SPEECH =
            Speech.of(
                    Locale.ENGLISH,
                    Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));
    private static final int READINGS = 60;

    private Specimens() {}

    static List<Node> all() {
        return List.of(
                Gallery.states("Hyperlink", Hyperlink::new),
                Gallery.states("Number field", state -> number("12")),
                wrongNumber(),
                table(),
                toasts(),
                dialog(),
                rules(),
                week(),
                live(),
                waiting(),
                pictures());
    }

    private static TextField number(String text) {
        var field = new TextField(text);
        field.getStyleClass().addAll("number-field", "rule-field");
        return field;
    }

    private static Node wrongNumber() {
        var field = number("1440,5");
        field.setAccessibleText("Number field, wrong");
        field.pseudoClassStateChanged(PseudoClass.getPseudoClass("wrong"), true);
        return Gallery.card(
                "Number field, wrong", field, Gallery.text("A number from 1 to 1,440.", "error"));
    }

    private static Node table() {
        var table = new TableView<String>();
        table.setAccessibleText("Table");
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        table.getColumns().add(column("Job", row -> row));
        table.getColumns().add(column("Amount", row -> "+0.0462"));
        table.setItems(FXCollections.observableArrayList("a row", "a chosen one", "another"));
        table.getSelectionModel().select(1);
        return Gallery.card("Table", table);
    }

    private static TableColumn<String, String> column(String title, Function<String, String> text) {
        var column = new TableColumn<String, String>(title);
        column.setSortable(false);
        column.setReorderable(false);
        column.setCellValueFactory(row -> new SimpleStringProperty(text.apply(row.getValue())));
        return column;
    }

    private static Node toasts() {
        return Gallery.card(
                "Toasts",
                new ToastLine("What was wanted is done", Tone.GOOD, "Close", () -> {}),
                new ToastLine(
                        "What was wanted is not done, with a reason of several words that need a"
                                + " second line",
                        Tone.BAD,
                        "Close",
                        () -> {}));
    }

    private static Node dialog() {
        var stay = new Button("Back");
        stay.getStyleClass().add("flat");
        var go = new Button("Go on");
        go.getStyleClass().add("accent");
        return new Dialog("A question", "What it is about and what each answer does.", stay, go);
    }

    private static Node rules() {
        AgentFeed nobody = nobody();
        var lines =
                new VBox(new SwitchLine(), new AmountLine(), new LimitLine(), new ProgramsLine());
        lines.getStyleClass().add("rule-lines");
        RuleLine.connect(lines, RulesFeed.unkept(nobody, RuleBook.USUAL), SPEECH);
        var deaf = new VBox(new SwitchLine());
        RuleLine.connect(deaf, new RulesFeed(nobody), SPEECH);
        return Gallery.card("Rule lines, the last without an agent", lines, deaf);
    }

    private static Node week() {
        var grid = new WeekGrid();
        grid.connect(SPEECH, hours -> {});
        grid.turnTo(SPEECH.times().local(SPEECH.times().now()));
        grid.show("Hours", WeekHours.daily(8, 17));
        return Gallery.card("Week grid", grid);
    }

    private static Node live() {
        var points =
                IntStream.range(0, READINGS)
                        .mapToObj(i -> new Gauge.Point(READINGS - i, 60 + 10 * Math.sin(i / 6d)))
                        .toList();
        var known =
                new Gauge(
                        "Temperature",
                        "64 °C",
                        "",
                        List.of(new Gauge.Curve(points)),
                        100,
                        "0 to 100 °C");
        var unknown = new Gauge("Fan", "", "The driver does not tell it.", List.of(), 100, "");
        return Gallery.card(
                "Live chart, known and not told", new LiveChart(known), new LiveChart(unknown));
    }

    private static Node waiting() {
        var tile = new StatTile();
        tile.setIcon("fth-activity");
        tile.titleProperty().set("awaited");
        tile.unitProperty().set("EMBER");
        tile.waitingProperty().set(true);
        var lines = new Skeleton();
        lines.setAccessibleText("Being read");
        return Gallery.card("Skeletons", tile, lines);
    }

    private static Node pictures() {
        var qr = new QrPicture();
        qr.setAccessibleText("Picture of an address");
        qr.textProperty().set("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
        var sign = new PersonalSign();
        sign.follow(
                new SimpleObjectProperty<>(
                        Optional.of(
                                new PersonalMark("8f14e45fceea167a5a36dedd4bea2543", "own words"))),
                SPEECH);
        return Gallery.card("Pictures", qr, sign);
    }

    /// An agent that is never asked.
    private static AgentFeed nobody() {
        return new AgentFeed(
                () -> {
                    throw new IllegalStateException("nobody is there");
                },
                new FxBackground());
    }
}
