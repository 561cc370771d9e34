package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One scale of type and one of spacing: what the style sheet's first lines name, and nothing
/// beside it anywhere.
class ScaleTest {
    private static final Path CSS = Path.of("src/main/resources/hearth/app/look/hearth.css");
    private static final Pattern NAMED = Pattern.compile("[a-z]+ (\\d+px)[,.]");
    private static final Pattern SIZE =
            Pattern.compile("-fx-(?:font-size|tick-label-font|font): ?(\\S+?)[; ]");
    private static final Pattern SPACE =
            Pattern.compile(
                    "-(?:fx-padding|fx-spacing|fx-hgap|fx-vgap|h-gap|h-gap-below"
                            + "|fx-graphic-text-gap|fx-tick-label-gap): ([^;]+);");
    private static final Pattern IN_FXML =
            Pattern.compile(
                    "(?:spacing|hgap|vgap|padding|style|graphicTextGap)=\"|<Insets|<Font[ >/]");
    private static final Pattern IN_CODE =
            Pattern.compile(
                    "new (?:VBox|HBox|FlowPane|TilePane)\\(\\s*(\\d+)|new Insets\\(|Font\\.font\\("
                            + "|\\.set(?:Spacing|Hgap|Vgap|Padding|Font|Style|GraphicTextGap)\\(");
    private static final int STEP = 4;

    @Test
    void hasSixSizesOfType() throws IOException {
        String css = Files.readString(CSS);
        Set<String> named =
                NAMED.matcher(css.substring(0, css.indexOf("*/")))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> used =
                SIZE.matcher(css)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSize(6);
        assertThat(used).isEqualTo(named);
    }

    @Test
    void spacesInStepsOfFour() throws IOException {
        List<String> odd =
                SPACE.matcher(Files.readString(CSS))
                        .results()
                        .filter(
                                found ->
                                        Stream.of(found.group(1).strip().split("\\s+"))
                                                .anyMatch(n -> Double.parseDouble(n) % STEP != 0))
                        .map(found -> found.group())
                        .toList();
        assertThat(odd).isEmpty();
    }

    @Test
    void leavesSizesAndSpacesToTheStyleSheet() throws IOException {
        assertThat(found(Path.of("src/main/resources/hearth/app"), ".fxml", IN_FXML)).isEmpty();
        assertThat(found(Path.of("src/main/java/hearth/app"), ".java", IN_CODE)).isEmpty();
    }

    private static List<String> found(Path folder, String ending, Pattern pattern)
            throws IOException {
        try (var files = Files.walk(folder)) {
            var all = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(all).isNotEmpty();
            var places = new TreeSet<String>();
            for (Path file : all) {
                pattern.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> places.add(file.getFileName() + ": " + match.group()));
            }
            return List.copyOf(places);
        }
    }
}
