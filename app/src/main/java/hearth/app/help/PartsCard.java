package hearth.app.help;

import hearth.app.install.Part;
import hearth.app.look.FactLine;
import hearth.app.text.Speech;

import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What Hearth is made of besides our own work: the parts of each licence, and where its text lies.
final class PartsCard extends VBox {
    /// @param texts folder of the licences
    PartsCard(List<Part> parts, Path texts, Speech speech) {
        getStyleClass().add("card");
        var title = new Label(speech.text("help.parts"));
        title.getStyleClass().add("card-title");
        var words = new Label(speech.text("help.parts.text", texts.toString()));
        words.getStyleClass().add("muted");
        words.setWrapText(true);
        words.setMinHeight(Region.USE_PREF_SIZE);
        var facts = new VBox();
        facts.getStyleClass().add("facts");
        parts.stream()
                .collect(
                        Collectors.groupingBy(
                                Part::licence,
                                TreeMap::new,
                                Collectors.mapping(
                                        part -> part.name() + " " + part.version(),
                                        Collectors.joining(", "))))
                .forEach((licence, names) -> facts.getChildren().add(new FactLine(licence, names)));
        getChildren().addAll(title, words, facts);
    }
}
