package hearth.app.window;

import hearth.app.look.Viewport;

import javafx.scene.Parent;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/// The whole window in another size. The page is laid out as if the window were that much smaller
/// or larger; what does not fit even then is scrolled to.
final class Zoomed extends ScrollPane {
    private static final double WHOLE = 100;
    private final Sheet sheet;

    /// @param leastWidth,leastHeight below which the page would not fit its words
    Zoomed(Parent page, double leastWidth, double leastHeight) {
        getStyleClass().add("zoomed");
        sheet = new Sheet(page, leastWidth, leastHeight);
        setContent(sheet);
        Viewport.pictureOnlyWhileScrolling(this);
        setFitToWidth(true);
        setFitToHeight(true);
        setFocusTraversable(false);
    }

    void zoom(int percent) {
        sheet.zoom(percent / WHOLE);
    }

    private static final class Sheet extends Region {
        private final Parent page;
        private final double leastWidth;
        private final double leastHeight;
        private final Scale scale = new Scale();
        private double factor = 1;

        Sheet(Parent page, double leastWidth, double leastHeight) {
            this.page = page;
            this.leastWidth = leastWidth;
            this.leastHeight = leastHeight;
            page.getTransforms().setAll(scale);
            getChildren().add(page);
            zoom(1);
        }

        void zoom(double wanted) {
            factor = wanted;
            scale.setX(wanted);
            scale.setY(wanted);
            setMinSize(wanted > 1 ? leastWidth * wanted : 0, wanted > 1 ? leastHeight * wanted : 0);
            requestLayout();
        }

        @Override
        protected void layoutChildren() {
            page.resizeRelocate(0, 0, getWidth() / factor, getHeight() / factor);
        }
    }
}
