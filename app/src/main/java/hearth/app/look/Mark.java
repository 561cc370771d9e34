package hearth.app.look;

import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.Image;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.shape.FillRule;
import javafx.scene.shape.SVGPath;
import javafx.scene.transform.Transform;

/// Our mark: a flame above its hearth, on a warm tile. Drawn, so it is crisp at any size.
public final class Mark extends StackPane {
    private static final String FLAME =
            "M12.4 2.2 C12.9 5.6 17.6 8.2 17.6 13 C17.6 16.3 15.1 18.6 12 18.6 C8.9 18.6 6.4 16.3"
                    + " 6.4 13.1 C6.4 10.9 7.5 9.4 8.7 8.3 C8.8 9.7 9.4 10.6 10.3 10.9 C9.7 7.6 10.4"
                    + " 4.3 12.4 2.2 Z M12.2 11.6 C11.9 13 10.2 13.6 10.2 15.3 C10.2 16.4 11 17.2 12"
                    + " 17.2 C13 17.2 13.8 16.4 13.8 15.3 C13.8 13.8 12.6 13.2 12.2 11.6 Z";
    private static final String HEARTH = "M5 20.4 H19 V21.9 H5 Z";

    public Mark() {
        getStyleClass().add("hearth-mark");
        var drawing = new SVGPath();
        drawing.setContent(drawing());
        drawing.setFillRule(FillRule.EVEN_ODD);
        drawing.getStyleClass().add("hearth-mark-drawing");
        getChildren().add(drawing);
        setMouseTransparent(true);
    }

    /// The path of the drawing, as in `hearth.svg`.
    static String drawing() {
        return FLAME + " " + HEARTH;
    }

    /// The mark as a square picture for the window's icon.
    ///
    /// @param scale pixels per unit of the drawing's 34-unit tile
    public static Image icon(double scale) {
        var mark = new Mark();
        var scene = new Scene(mark);
        scene.setFill(Color.TRANSPARENT);
        scene.getStylesheets().add(Theme.stylesheet());
        mark.applyCss();
        mark.layout();
        var parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        parameters.setTransform(Transform.scale(scale, scale));
        return mark.snapshot(parameters, null);
    }
}
