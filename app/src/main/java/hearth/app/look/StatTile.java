package hearth.app.look;

import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

import org.kordamp.ikonli.javafx.FontIcon;

/// A card with one figure: what it is, the figure with its unit, and a line of context.
public final class StatTile extends VBox {
    private final StringProperty icon = new SimpleStringProperty(this, "icon", "");
    private final StringProperty title = new SimpleStringProperty(this, "title", "");
    private final StringProperty value = new SimpleStringProperty(this, "value", "–");
    private final StringProperty unit = new SimpleStringProperty(this, "unit", "");
    private final StringProperty note = new SimpleStringProperty(this, "note", "");

    private final BooleanProperty waiting = new SimpleBooleanProperty(this, "waiting");

    public StatTile() {
        getStyleClass().addAll("card", "stat-tile");
        var glyph = new FontIcon();
        icon.subscribe(
                literal -> {
                    if (!literal.isEmpty()) {
                        glyph.setIconLiteral(literal);
                    }
                });
        var name = new Label();
        name.setGraphic(glyph);
        name.getStyleClass().add("stat-title");
        name.setWrapText(true);
        name.setMinHeight(USE_PREF_SIZE);
        name.textProperty().bind(title);
        var figure = new Label();
        figure.getStyleClass().add("stat-value");
        figure.textProperty().bind(value);
        figure.setMinWidth(USE_PREF_SIZE);
        Skeleton.whileWaiting(figure, waiting);
        var measure = new Label();
        measure.getStyleClass().add("stat-unit");
        measure.setMinWidth(USE_PREF_SIZE);
        measure.textProperty().bind(Bindings.when(value.isEqualTo("–")).then("").otherwise(unit));
        var context = new Label();
        context.getStyleClass().add("stat-note");
        context.textProperty().bind(note);
        context.setWrapText(true);
        var line = new HBox(figure, measure);
        line.getStyleClass().add("stat-line");
        getChildren().addAll(name, line, context);
    }

    /// Whether the figure is on its way; a dash says that it cannot be had.
    public BooleanProperty waitingProperty() {
        return waiting;
    }

    public StringProperty iconProperty() {
        return icon;
    }

    public String getIcon() {
        return icon.get();
    }

    public void setIcon(String text) {
        icon.set(text);
    }

    public StringProperty titleProperty() {
        return title;
    }

    public String getTitle() {
        return title.get();
    }

    public void setTitle(String text) {
        title.set(text);
    }

    public StringProperty valueProperty() {
        return value;
    }

    public StringProperty unitProperty() {
        return unit;
    }

    public String getUnit() {
        return unit.get();
    }

    public void setUnit(String text) {
        unit.set(text);
    }

    public StringProperty noteProperty() {
        return note;
    }

    public String getNote() {
        return note.get();
    }

    public void setNote(String text) {
        note.set(text);
    }
}
