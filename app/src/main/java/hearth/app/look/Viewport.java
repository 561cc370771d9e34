package hearth.app.look;

import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.util.Duration;

/// What a scroll pane shows. By itself it keeps a picture of that, which takes memory and is drawn
/// anew as a whole whenever one word in it changes; so the picture is kept only while it moves.
public final class Viewport {
    private static final Duration STILL = Duration.millis(400);

    private Viewport() {}

    /// Call once for each scroll pane.
    public static void pictureOnlyWhileScrolling(ScrollPane pane) {
        var still = new PauseTransition(STILL);
        still.setOnFinished(event -> keep(pane, false));
        pane.skinProperty().subscribe(skin -> keep(pane, false));
        pane.vvalueProperty()
                .subscribe(
                        (before, now) -> {
                            keep(pane, true);
                            still.playFromStart();
                        });
    }

    /// Scrolls so that something below the fold is seen from its beginning, as far as the page
    /// goes.
    public static void bringIntoView(ScrollPane pane, Node node) {
        pane.applyCss();
        pane.layout();
        var page = pane.getContent();
        double hidden = page.getLayoutBounds().getHeight() - pane.getViewportBounds().getHeight();
        double top = page.sceneToLocal(node.localToScene(node.getLayoutBounds())).getMinY();
        if (hidden > 0) {
            pane.setVvalue(Math.clamp(top / hidden, 0, 1));
        }
    }

    private static void keep(ScrollPane pane, boolean picture) {
        Node viewport = pane.getSkin() == null ? null : pane.lookup(".viewport");
        if (viewport != null) {
            viewport.setCache(picture);
        }
    }
}
