package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RowsTest {
    private final ObservableList<String> list = FXCollections.observableArrayList("b", "c");
    private final List<String> drawn = new ArrayList<>();
    private final Pane pane = new Pane();

    RowsTest() {
        Rows.showKept(list, pane, this::draw);
    }

    @Test
    void drawsOnlyTheRowThatIsNew() {
        var before = List.copyOf(pane.getChildren());
        list.setAll("a", "b");
        assertThat(drawn).containsExactly("b", "c", "a");
        assertThat(shown()).containsExactly("a", "b");
        assertThat(pane.getChildren().get(1)).isSameAs(before.get(0));
    }

    @Test
    void followsAnotherOrder() {
        list.setAll("c", "b");
        assertThat(shown()).containsExactly("c", "b");
        assertThat(drawn).hasSize(2);
    }

    @Test
    void drawsEqualRowsAsOftenAsTheyAreThere() {
        list.setAll("b", "b", "b");
        assertThat(shown()).containsExactly("b", "b", "b");
        list.setAll("b");
        assertThat(shown()).containsExactly("b");
        assertThat(drawn).hasSize(4);
    }

    private Node draw(String item) {
        drawn.add(item);
        var node = new Region();
        node.setId(item);
        return node;
    }

    private List<String> shown() {
        return pane.getChildren().stream().map(Node::getId).toList();
    }
}
