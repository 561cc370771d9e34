package hearth.app.window;

import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a reader would see go wrong in a laid-out scene: texts that are cut, that lie over each
/// other, or that leave the box they are in. Also finds what is below the fold.
final class Layout {
    private static final double SLACK = 1.5;
    private static final int LONGEST_WORD = 40;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s/·-]+");
    /// Lie over everything, as they should, or are scrolled away under what is beside them.
    private static final Set<String> OVERLAYS = Set.of("toasts", "dialog-veil", "page-scroll");

    private final List<String> faults = new ArrayList<>();
    private final List<Written> texts = new ArrayList<>();

    private record Written(String text, Bounds at) {}

    private Layout() {}

    /// Call on the JavaFX thread.
    static List<String> faults(Parent root) {
        root.applyCss();
        root.layout();
        var layout = new Layout();
        layout.visit(root, everywhere());
        layout.overlaps();
        return layout.faults;
    }

    private static Bounds everywhere() {
        return new BoundingBox(-1e6, -1e6, 2e6, 2e6);
    }

    private void visit(Node node, Bounds clip) {
        if (!node.isVisible()) {
            return;
        }
        boolean overlay = node.getStyleClass().stream().anyMatch(OVERLAYS::contains);
        if (overlay) {
            overlaps();
            texts.clear();
        }
        Bounds inside = clip;
        if (node.getStyleClass().contains("clipped-container")) {
            inside = cut(clip, node.localToScene(node.getLayoutBounds()));
        }
        switch (node) {
            case Labeled labeled -> cutShort(labeled);
            case ScrollPane pane -> tooWide(pane);
            case HBox box -> siblings(box);
            case VBox box -> siblings(box);
            default -> {
                // The rest has nothing of its own to say.
            }
        }
        // What a viewport cuts can be scrolled to.
        if (node instanceof Pane pane && !isViewport(pane) && !isViewport(pane.getParent())) {
            outside(pane);
        }
        if (node instanceof Text text && !text.getText().isBlank()) {
            brokenWords(text);
            Bounds at = cut(inside, text.localToScene(text.getLayoutBounds()));
            if (at.getWidth() > 0 && at.getHeight() > 0) {
                texts.add(new Written(text.getText(), at));
            }
        }
        if (node instanceof Parent parent) {
            for (Node child : parent.getChildrenUnmodifiable()) {
                visit(child, inside);
            }
        }
    }

    private static boolean isViewport(@Nullable Node parent) {
        return parent != null && parent.getStyleClass().contains("viewport");
    }

    private void cutShort(Labeled labeled) {
        String whole = labeled.getText();
        for (Node child : labeled.getChildrenUnmodifiable()) {
            // An icon is a text too, but not of this class.
            if (child instanceof Text shown
                    && child.getStyleClass().contains("text")
                    && child.isVisible()
                    && whole != null
                    && !whole.isEmpty()
                    && !shown.getText().equals(whole)) {
                faults.add("cut: \"%s\" shows as \"%s\"".formatted(whole, shown.getText()));
            }
        }
    }

    /// A title that stands as "Hier verdi ent" is in too narrow a place. Addresses, sums and links
    /// may go on below.
    private void brokenWords(Text text) {
        if (text.getWrappingWidth() <= 0) {
            return;
        }
        for (String word : BETWEEN_WORDS.splitAsStream(text.getText()).toList()) {
            var alone = new Text(word);
            alone.setFont(text.getFont());
            if (word.length() < LONGEST_WORD
                    && alone.getLayoutBounds().getWidth() > text.getWrappingWidth() + SLACK) {
                faults.add("broken: \"%s\" of \"%s\"".formatted(word, text.getText()));
            }
        }
    }

    private void tooWide(ScrollPane pane) {
        double content = pane.getContent().getLayoutBounds().getWidth();
        if (content > pane.getViewportBounds().getWidth() + SLACK) {
            faults.add(
                    "wider than its window by %.1f: %s"
                            .formatted(
                                    content - pane.getViewportBounds().getWidth(),
                                    widest(pane.getContent())));
        }
    }

    /// The innermost that wants that much.
    private static Node widest(Node node) {
        return node instanceof Pane pane
                ? pane.getChildren().stream()
                        .filter(Node::isManaged)
                        .max(Comparator.comparingDouble(child -> child.minWidth(-1)))
                        .map(Layout::widest)
                        .orElse(node)
                : node;
    }

    private void siblings(Pane box) {
        List<Node> shown = box.getChildren().stream().filter(Layout::counts).toList();
        for (int i = 1; i < shown.size(); i++) {
            Bounds one = shown.get(i - 1).localToParent(shown.get(i - 1).getLayoutBounds());
            Bounds next = shown.get(i).localToParent(shown.get(i).getLayoutBounds());
            if (intersects(one, next)) {
                faults.add("overlap: " + shown.get(i - 1) + " and " + shown.get(i));
            }
        }
    }

    private void outside(Pane pane) {
        for (Node child : pane.getChildren()) {
            boolean holdsText =
                    child instanceof Labeled labeled
                            ? labeled.getText() != null && !labeled.getText().isBlank()
                            : child instanceof Control || child instanceof Pane;
            if (!counts(child) || !holdsText) {
                continue;
            }
            Bounds at = child.localToParent(child.getLayoutBounds());
            if (at.getMinX() < -SLACK
                    || at.getMinY() < -SLACK
                    || at.getMaxX() > pane.getWidth() + SLACK
                    || at.getMaxY() > pane.getHeight() + SLACK) {
                faults.add(
                        "outside: %s at %s in %s of %.0f × %.0f"
                                .formatted(child, at, pane, pane.getWidth(), pane.getHeight()));
            }
        }
    }

    private static boolean counts(Node node) {
        return node.isVisible() && node.isManaged() && node.getLayoutBounds().getWidth() > 0;
    }

    private void overlaps() {
        for (int i = 0; i < texts.size(); i++) {
            for (int j = i + 1; j < texts.size(); j++) {
                if (intersects(texts.get(i).at(), texts.get(j).at())) {
                    faults.add(
                            "texts over each other: \"%s\" and \"%s\""
                                    .formatted(texts.get(i).text(), texts.get(j).text()));
                }
            }
        }
    }

    private static boolean intersects(Bounds a, Bounds b) {
        Bounds common = cut(a, b);
        return common.getWidth() > SLACK && common.getHeight() > 2 * SLACK;
    }

    private static Bounds cut(Bounds a, Bounds b) {
        double left = Math.max(a.getMinX(), b.getMinX());
        double top = Math.max(a.getMinY(), b.getMinY());
        double width = Math.min(a.getMaxX(), b.getMaxX()) - left;
        double height = Math.min(a.getMaxY(), b.getMaxY()) - top;
        return new BoundingBox(left, top, Math.max(0, width), Math.max(0, height));
    }
}
