package hearth.app.look;

import javafx.beans.property.BooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Shows a list in a pane, one node a row, and hides what should not be there.
public final class Rows {
    private Rows() {}

    /// Keeps the pane's children the drawing of the list.
    public static <T> void show(ObservableList<T> list, Pane pane, Function<T, Node> row) {
        list.subscribe(() -> pane.getChildren().setAll(list.stream().map(row).toList()));
        pane.getChildren().setAll(list.stream().map(row).toList());
    }

    /// The same for a list that changes often: an item that was there before keeps its node,
    /// because a new one has to be styled and drawn. For rows that follow from their item alone.
    public static <T> void showKept(ObservableList<T> list, Pane pane, Function<T, Node> row) {
        var before = new ArrayList<Row<T>>();
        Runnable draw =
                () -> {
                    var now = new ArrayList<Row<T>>();
                    for (T item : list) {
                        now.add(
                                before.stream()
                                        .filter(r -> r.item().equals(item) && !now.contains(r))
                                        .findFirst()
                                        .orElseGet(() -> new Row<>(item, row.apply(item))));
                    }
                    arrange(pane.getChildren(), now.stream().map(Row::node).toList());
                    before.clear();
                    before.addAll(now);
                };
        list.subscribe(draw);
        draw.run();
    }

    /// Without taking a node out that stays: it would be styled anew.
    private static void arrange(ObservableList<Node> shown, List<Node> wanted) {
        shown.removeIf(node -> !wanted.contains(node));
        for (int i = 0; i < wanted.size(); i++) {
            Node node = wanted.get(i);
            if (i == shown.size() || !shown.get(i).equals(node)) {
                shown.remove(node);
                shown.add(i, node);
            }
        }
    }

    private record Row<T>(T item, Node node) {}

    /// Shows the node, and gives it room, only while the condition holds.
    public static void showWhile(Node node, ObservableValue<Boolean> condition) {
        BooleanProperty visible = node.visibleProperty();
        visible.bind(condition);
        node.managedProperty().bind(visible);
    }

    /// Hides the node and takes its room.
    public static void unless(Node node, boolean hidden) {
        node.setVisible(!hidden);
        node.setManaged(!hidden);
    }
}
