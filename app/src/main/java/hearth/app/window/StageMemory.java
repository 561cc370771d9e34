package hearth.app.window;

import hearth.app.settings.Placement;

import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;

import java.util.List;
import java.util.Optional;

/// Where the window is, and where it was before it filled its screen. JavaFX thread.
final class StageMemory {
    private final Stage stage;
    private double x;
    private double y;
    private double width;
    private double height;

    StageMemory(Stage stage) {
        this.stage = stage;
        stage.xProperty().subscribe(this::note);
        stage.yProperty().subscribe(this::note);
        stage.widthProperty().subscribe(this::note);
        stage.heightProperty().subscribe(this::note);
        note();
    }

    /// Puts a window that is not shown yet where it was; where no screen is there any more, it is
    /// placed as if it were the first time.
    static void restore(Stage stage, Optional<Placement> last) {
        last.filter(at -> at.isWithin(areas()))
                .ifPresent(
                        at -> {
                            stage.setX(at.x());
                            stage.setY(at.y());
                            stage.setWidth(Math.max(at.width(), stage.getMinWidth()));
                            stage.setHeight(Math.max(at.height(), stage.getMinHeight()));
                            stage.setMaximized(at.maximised());
                        });
    }

    private static List<Placement.Area> areas() {
        return Screen.getScreens().stream()
                .map(Screen::getVisualBounds)
                .map(StageMemory::area)
                .toList();
    }

    private static Placement.Area area(Rectangle2D screen) {
        return new Placement.Area(
                screen.getMinX(), screen.getMinY(), screen.getWidth(), screen.getHeight());
    }

    private void note() {
        if (!stage.isMaximized() && !stage.isIconified() && !stage.isFullScreen()) {
            x = stage.getX();
            y = stage.getY();
            width = stage.getWidth();
            height = stage.getHeight();
        }
    }

    /// Absent while the desktop has not placed the window.
    Optional<Placement> now() {
        return Double.isNaN(x + y + width + height)
                ? Optional.empty()
                : Optional.of(new Placement(x, y, width, height, stage.isMaximized()));
    }
}
