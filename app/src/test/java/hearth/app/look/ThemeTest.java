package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.app.fixture.Contrast;

import javafx.scene.paint.Color;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

class ThemeTest {
    private static final Path LOOK = Path.of("src", "main", "resources", "hearth", "app", "look");
    private static final Pattern COLOUR = Pattern.compile("-h-([a-z-]+): #([0-9a-f]{6});");
    private static final double READABLE = 4.5;
    private static final double SEEN = 3;

    /// What is no text but has to be seen, such as the thumb of a scroll bar.
    private static final List<List<String>> PART_ON_GROUND =
            List.of(
                    List.of("off", "page"),
                    List.of("off", "card"),
                    List.of("accent", "page"),
                    List.of("accent", "card"));

    private static final List<List<String>> TEXT_ON_GROUND =
            List.of(
                    List.of("text", "page"),
                    List.of("text", "card"),
                    List.of("text", "accent-soft"),
                    List.of("text", "warn-soft"),
                    List.of("text", "bad-soft"),
                    List.of("muted", "page"),
                    List.of("muted", "card"),
                    List.of("muted", "side"),
                    List.of("muted", "sunken"),
                    List.of("accent", "card"),
                    List.of("accent", "accent-soft"),
                    List.of("on-accent", "accent"),
                    List.of("on-accent", "accent-strong"),
                    List.of("info", "info-soft"),
                    List.of("good", "good-soft"),
                    List.of("warn", "warn-soft"),
                    List.of("bad", "bad-soft"),
                    List.of("info", "card"),
                    List.of("good", "card"),
                    List.of("warn", "card"),
                    List.of("bad", "card"),
                    List.of("muted", "accent-soft"));

    /// WCAG 2.2, 1.4.3 and 1.4.11: contrast of text and of parts, level AA.
    @Test
    void keepsEveryTextReadableAndEveryPartSeenInBothThemes() throws IOException {
        for (String theme : List.of("light", "dark")) {
            Map<String, Color> colours = colours(theme);
            for (List<String> pair : TEXT_ON_GROUND) {
                assertThat(contrast(colours, pair))
                        .as("%s: %s", theme, pair)
                        .isGreaterThanOrEqualTo(READABLE);
            }
            for (List<String> pair : PART_ON_GROUND) {
                assertThat(contrast(colours, pair))
                        .as("%s: %s", theme, pair)
                        .isGreaterThanOrEqualTo(SEEN);
            }
        }
    }

    /// The processor fills every ground of a card as a shape, one under the other.
    @Test
    void drawsACardWithNoMoreGroundsThanItsShadowAndItself() throws IOException {
        var grounds =
                Pattern.compile("(?m)^\\.card \\{ -fx-background-color: ([^;]*);")
                        .matcher(Files.readString(LOOK.resolve("hearth.css")));
        assertThat(grounds.find()).isTrue();
        assertThat(grounds.group(1).split(",")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void drawsTheSameMarkInTheWindowAndInTheFile() throws IOException {
        assertThat(Files.readString(LOOK.resolve("hearth.svg"))).contains(Mark.drawing());
    }

    private static Map<String, Color> colours(String theme) throws IOException {
        String css = Files.readString(LOOK.resolve("hearth.css"));
        String block = css.substring(css.indexOf(".root." + theme + " {"));
        return COLOUR.matcher(block.substring(0, block.indexOf('}')))
                .results()
                .collect(Collectors.toMap(c -> c.group(1), c -> Color.web(c.group(2))));
    }

    private static double contrast(Map<String, Color> colours, List<String> pair) {
        return Contrast.of(
                Objects.requireNonNull(colours.get(pair.get(0))),
                Objects.requireNonNull(colours.get(pair.get(1))));
    }
}
