package hearth.app.look;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.util.stream.IntStream;

/// Stands where lines, or a figure, will be as soon as they are known. It does not move: whoever
/// wants nothing to move gets that, and nothing is drawn again and again while all wait.
public final class Skeleton extends VBox {
    private static final int FEW = 3;
    private final IntegerProperty lines = new SimpleIntegerProperty(this, "lines", FEW);

    public Skeleton() {
        getStyleClass().add("skeleton");
        lines.subscribe(
                count ->
                        getChildren()
                                .setAll(
                                        IntStream.range(0, count.intValue())
                                                .mapToObj(i -> bar("skeleton-line"))
                                                .toList()));
    }

    /// Stands in the figure's place while it is awaited; a screen reader reads the figure.
    public static void whileWaiting(Label figure, ObservableValue<Boolean> waiting) {
        waiting.subscribe(
                now -> {
                    figure.setGraphic(now ? bar("skeleton-figure") : null);
                    figure.setContentDisplay(
                            now ? ContentDisplay.GRAPHIC_ONLY : ContentDisplay.LEFT);
                });
    }

    private static Region bar(String styleClass) {
        var bar = new Region();
        bar.getStyleClass().addAll("skeleton-bar", styleClass);
        return bar;
    }

    public int getLines() {
        return lines.get();
    }

    public void setLines(int count) {
        lines.set(count);
    }
}
