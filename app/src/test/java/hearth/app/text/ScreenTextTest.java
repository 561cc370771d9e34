package hearth.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is written on the screen stands in the bundles, and numbers and moments on it are written
/// by locale: found in the sources, so that it also holds where no test looks.
class ScreenTextTest {
    private static final Path SCREENS = Path.of("src", "main", "java", "hearth", "app");
    private static final List<String> PACKAGES =
            List.of(
                    "agent",
                    "background",
                    "earnings",
                    "exit",
                    "hardware",
                    "home",
                    "look",
                    "onboarding",
                    "rules",
                    "settings",
                    "staking",
                    "text",
                    "votes",
                    "wallet",
                    "window");
    private static final Pattern FXML_TEXT =
            Pattern.compile(
                    "\\b(?:text|promptText|accessibleText|accessibleHelp|title|unit|note)=\"([^\"]*)\"");
    private static final Set<String> SIGNS = Set.of("EMBER", "kWh", "0", "0x…");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern WORDS = Pattern.compile("\\p{L}{2,} \\p{L}{2,}");
    private static final Pattern SPOKEN =
            Pattern.compile(
                    "(?:new (?:Label|Button|Hyperlink|CheckBox|RadioButton|Text|Tooltip)"
                            + "|setText|setPromptText|setAccessibleText|setAccessibleHelp)"
                            + "\\(\\s*\"[^\"]*\\p{L}");
    private static final Pattern WITHOUT_LOCALE =
            Pattern.compile(
                    "\\.formatted\\(|String\\.format\\(|DateTimeFormatter\\.ofPattern"
                            + "|Locale\\.(?:ENGLISH|US|UK|GERMANY?)\\b"
                            + "|(?<!to(?:Lower|Upper)Case\\()Locale\\.ROOT"
                            + "|get(?:Number|Integer|Percent|Currency)Instance\\(\\)");

    /// For developers, in exceptions and logs; and the text form of evidence that the coordinator
    /// sends.
    private static final Set<String> NOT_SHOWN =
            Set.of(
                    "bundled font cannot be read: ",
                    "labels are only written",
                    "the settings cannot be kept while closing",
                    "not a number",
                    "(?: × median ");

    @Test
    void takesEveryTextOfAScreenFromTheBundles() throws IOException {
        var wrong = new ArrayList<String>();
        int seen = 0;
        for (Path file : files(Path.of("src", "main", "resources", "hearth", "app"), ".fxml")) {
            for (var found : FXML_TEXT.matcher(Files.readString(file)).results().toList()) {
                seen++;
                String text = found.group(1);
                if (!text.startsWith("%") && !SIGNS.contains(text)) {
                    wrong.add(file.getFileName() + ": " + text);
                }
            }
        }
        assertThat(seen).isGreaterThan(100);
        assertThat(wrong).isEmpty();
    }

    @Test
    void writesNoWordsInTheCodeOfScreens() throws IOException {
        var wrong = new ArrayList<String>();
        for (Path file : sources()) {
            String code = withoutComments(Files.readString(file));
            LITERAL.matcher(code)
                    .results()
                    .map(found -> found.group(1))
                    .filter(text -> WORDS.matcher(text).find() && !NOT_SHOWN.contains(text))
                    .forEach(text -> wrong.add(file + ": " + text));
            SPOKEN.matcher(code).results().forEach(found -> wrong.add(file + ": " + found.group()));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void writesNumbersAndMomentsByLocale() throws IOException {
        var wrong = new ArrayList<String>();
        for (Path file : sources()) {
            WITHOUT_LOCALE
                    .matcher(withoutComments(Files.readString(file)))
                    .results()
                    .forEach(found -> wrong.add(file + ": " + found.group()));
        }
        assertThat(wrong).isEmpty();
    }

    private static String withoutComments(String code) {
        return code.replaceAll("(?m)^\\s*//.*$", "").replaceAll("(?m)^import .*$", "");
    }

    private static List<Path> sources() throws IOException {
        var found = new ArrayList<Path>();
        for (String name : PACKAGES) {
            found.addAll(files(SCREENS.resolve(name), ".java"));
        }
        assertThat(found).hasSizeGreaterThan(80);
        return found;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
