package hearth.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

class ThemeTest {
    private static final Path LOOK = Path.of("src", "main", "resources", "hearth", "app", "look");
    private static final Pattern COLOUR = Pattern.compile("-h-([a-z-]+): #([0-9a-f]{6});");
    private static final double READABLE = 4.5;
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

    /// WCAG 2.2, 1.4.3: contrast of text, level AA.
    @Test
    void keepsEveryTextReadableInBothThemes() throws IOException {
        for (String theme : List.of("light", "dark")) {
            Map<String, Double> luminance = luminance(theme);
            for (List<String> pair : TEXT_ON_GROUND) {
                assertThat(contrast(luminance, pair))
                        .as("%s: %s", theme, pair)
                        .isGreaterThanOrEqualTo(READABLE);
            }
        }
    }

    @Test
    void drawsTheSameMarkInTheWindowAndInTheFile() throws IOException {
        assertThat(Files.readString(LOOK.resolve("hearth.svg"))).contains(Mark.drawing());
    }

    private static Map<String, Double> luminance(String theme) throws IOException {
        String css = Files.readString(LOOK.resolve("hearth.css"));
        String block = css.substring(css.indexOf(".root." + theme + " {"));
        var found = new HashMap<String, Double>();
        COLOUR.matcher(block.substring(0, block.indexOf('}')))
                .results()
                .forEach(colour -> found.put(colour.group(1), luminanceOf(colour.group(2))));
        return found;
    }

    private static double luminanceOf(String hex) {
        int rgb = Integer.parseInt(hex, 16);
        return 0.2126 * linear(rgb >> 16 & 0xff)
                + 0.7152 * linear(rgb >> 8 & 0xff)
                + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double contrast(Map<String, Double> luminance, List<String> pair) {
        double one = Objects.requireNonNull(luminance.get(pair.get(0)));
        double other = Objects.requireNonNull(luminance.get(pair.get(1)));
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }
}
