package hearth.app.look;

import javafx.beans.property.BooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.layout.Pane;

import java.util.function.Function;

/// Shows a list in a pane, one node a row, and hides what should not be there.
public final class Rows {
    private Rows() {}

    /// Keeps the pane's children the drawing of the list.
    public static <T> void show(ObservableList<T> list, Pane pane, Function<T, Node> row) {
        list.subscribe(() -> pane.getChildren().setAll(list.stream().map(row).toList()));
        pane.getChildren().setAll(list.stream().map(row).toList());
    }

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
