package hearth.app.settings;

import javafx.scene.AccessibleRole;
import javafx.scene.Group;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;

/// The picture of a [PersonalMark], the same in every theme and each time.
final class PersonalPicture extends StackPane {
    /// Pixels of a cell, so that all edges are sharp.
    private static final int CELL = 9;

    PersonalPicture(PersonalMark mark) {
        getStyleClass().add("personal-picture");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        var cells = new Group();
        // The empty cells count too, so that every picture is as large.
        cells.getChildren().add(square(0, 0, PersonalMark.SIDE * CELL, "personal-empty"));
        var filled = mark.cells();
        for (int y = 0; y < PersonalMark.SIDE; y++) {
            for (int x = 0; x < PersonalMark.SIDE; x++) {
                if (filled[y][x] > 0) {
                    String style = "personal-" + mark.colour() + "-" + filled[y][x];
                    cells.getChildren().add(square(x * CELL, y * CELL, CELL, style));
                }
            }
        }
        getChildren().add(cells);
    }

    private static Rectangle square(int x, int y, int side, String style) {
        var square = new Rectangle(x, y, side, side);
        square.getStyleClass().add(style);
        return square;
    }
}
