package hearth.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Every bundle says everything, in its own language.
class LanguagesTest {
    private static final Path FOLDER = Path.of("src", "main", "resources", "hearth", "app");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([0-9])");
    private static final Pattern LONE_APOSTROPHE = Pattern.compile("(?<!')'(?!')");

    /// Names, signs, units and words that are the same in another language.
    private static final Map<String, Set<String>> SAME =
            Map.of(
                    "de",
                    Set.of(
                            "computer.name",
                            "job.loss",
                            "evidence.loss",
                            "home.greeting.evening",
                            "jobs.manifest",
                            "nav.hardware",
                            "nav.wallet",
                            "onboarding.step.1",
                            "settings.version",
                            "meter.device.computer"),
                    "es",
                    Set.of(
                            "job.millions",
                            "nav.hardware",
                            "span.days",
                            "span.hours",
                            "span.minutes",
                            "span.minutes.only"));

    private static final Set<String> SAME_EVERYWHERE =
            Set.of(
                    "amount.ember",
                    "app.name",
                    "earnings.column.amount",
                    "gauge.per-second",
                    "machines.with",
                    "nav.staking",
                    "period.energy.value",
                    "period.job",
                    "settings.language.english",
                    "settings.language.german",
                    "settings.language.spanish",
                    "span.seconds",
                    "staking.rate.over",
                    "time.day",
                    "unit.celsius",
                    "updates.because",
                    "unit.gigabyte",
                    "unit.megabyte",
                    "unit.percent",
                    "unit.watt");

    private final Map<String, String> english = texts("");

    @ParameterizedTest
    @ValueSource(strings = {"de", "es"})
    void hasTheSameKeys(String language) {
        assertThat(texts("_" + language).keySet())
                .containsExactlyInAnyOrderElementsOf(english.keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "es"})
    void fillsInTheSameArguments(String language) {
        var other = texts("_" + language);
        var wrong = new TreeSet<String>();
        english.forEach(
                (key, text) -> {
                    if (!arguments(text).equals(arguments(other.getOrDefault(key, "")))) {
                        wrong.add(key);
                    }
                });
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "es"})
    void leavesNoTextInEnglish(String language) {
        var other = texts("_" + language);
        var same = new TreeSet<String>();
        english.forEach(
                (key, text) -> {
                    if (text.equals(other.getOrDefault(key, ""))) {
                        same.add(key);
                    }
                });
        var allowed = new TreeSet<>(SAME_EVERYWHERE);
        allowed.addAll(SAME.getOrDefault(language, Set.of()));
        assertThat(same).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_de", "_es"})
    void writesEveryTextWithAnyArguments(String ending) {
        Locale locale = ending.isEmpty() ? Locale.ENGLISH : Locale.of(ending.substring(1));
        for (var text : texts(ending).entrySet()) {
            if (takesArguments(text.getKey(), text.getValue())) {
                for (int count : List.of(0, 1, 2, 5000)) {
                    String written =
                            new MessageFormat(text.getValue(), locale)
                                    .format(new Object[] {count, count, count, count});
                    assertThat(written).as(text.getKey()).isNotBlank().doesNotContain("{", "}");
                }
            }
        }
    }

    /// In a text with arguments a lone apostrophe is swallowed; in one without, two are shown.
    @ParameterizedTest
    @ValueSource(strings = {"", "_de", "_es"})
    void writesApostrophesAsTheyAreRead(String ending) {
        var wrong = new TreeSet<String>();
        texts(ending)
                .forEach(
                        (key, text) -> {
                            boolean bad =
                                    takesArguments(key, text)
                                            ? LONE_APOSTROPHE.matcher(text).find()
                                            : text.contains("''");
                            if (bad) {
                                wrong.add(key);
                            }
                        });
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "es"})
    void endsASentenceWhereEnglishDoes(String language) {
        var other = texts("_" + language);
        var wrong = new TreeSet<String>();
        english.forEach(
                (key, text) -> {
                    if (isSentence(text) != isSentence(other.getOrDefault(key, ""))) {
                        wrong.add(key);
                    }
                });
        // The time units of German are shortened with a full stop.
        wrong.removeIf(key -> key.startsWith("span.") || key.equals("job.millions"));
        assertThat(wrong).isEmpty();
    }

    @Test
    void addressesNobodyInGerman() {
        var address =
                Pattern.compile(
                        "(?i:\\b(du|dir|dich|dein\\w*|euch|euer)\\b)"
                                + "|\\b(Ihnen|Ihr|Ihre\\w*)\\b"
                                + "|(?<![.:?!“”]) Sie\\b");
        var wrong = new TreeSet<String>();
        texts("_de")
                .forEach(
                        (key, text) -> {
                            if (address.matcher(text).find()) {
                                wrong.add(key);
                            }
                        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void quotesAsEachLanguageDoes() {
        assertThat(texts("_de").values()).noneMatch(text -> text.contains("\""));
        assertThat(texts("_es").values())
                .noneMatch(text -> text.contains("\"") || text.contains("“"));
    }

    /// A wallet is a *monedero* and what is in it *en staking*, on every page; only commands keep
    /// their English names.
    @Test
    void callsAThingByOneNameInSpanish() {
        var english = Pattern.compile("(?i)(?<!hearth )\\b(wallet|stake)\\b");
        var wrong = new TreeSet<String>();
        texts("_es")
                .forEach(
                        (key, text) -> {
                            if (english.matcher(text).find()) {
                                wrong.add(key);
                            }
                        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void speaksTheLanguageOfTheSystemAndWritesNumbersAsItsRegion() {
        assertThat(Language.SYSTEM.locale(Locale.GERMANY, Locale.of("de", "AT")))
                .isEqualTo(Locale.of("de", "AT"));
        assertThat(Language.SYSTEM.locale(Locale.FRANCE, Locale.FRANCE))
                .isEqualTo(Locale.of("en", "FR"));
        assertThat(Language.SPANISH.locale(Locale.US, Locale.of("en", "MX")))
                .isEqualTo(Locale.of("es", "MX"));
        assertThat(new Amounts(Language.ENGLISH.locale(Locale.GERMANY, Locale.GERMANY)).count(5000))
                .isEqualTo("5.000");
    }

    /// The system's language must not take the place of English, which has no file of its own.
    @Test
    void isEnglishOnAGermanDesktopIfTheOwnerWantsIt() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(new Words(Locale.ENGLISH).text("nav.settings")).isEqualTo("Settings");
            assertThat(new Words(Locale.of("de", "CH")).text("nav.settings"))
                    .isEqualTo("Einstellungen");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void writesTheMomentsOfAReasonInTheOwnersLanguage() {
        var german = new Words(Locale.GERMANY);
        assertThat(german.reason("paused", "2026-11-22 06:00").text())
                .contains("22.11.2026")
                .doesNotContain("2026-11-22");
        assertThat(new Words(Locale.US).reason("do-not-disturb", "07:00").text())
                .contains("7:00\u00a0AM");
        assertThat(german.reason("idle-unknown", "no-desktop").text()).doesNotContain("no-desktop");
    }

    private static boolean isSentence(String text) {
        return text.matches("(?s).*[.?!][}“»\"]?");
    }

    private static boolean takesArguments(String key, String text) {
        return key.startsWith("reason.") || PLACEHOLDER.matcher(text).find();
    }

    private static Set<String> arguments(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Read line by line, because a doubled key would hide in a bundle.
    private static Map<String, String> texts(String ending) {
        var texts = new LinkedHashMap<String, String>();
        try {
            for (String line :
                    Files.readAllLines(FOLDER.resolve("messages" + ending + ".properties"))) {
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                int end = line.indexOf('=');
                String text = line.substring(end + 1);
                assertThat(text).as(line).isNotBlank().isEqualTo(text.strip());
                assertThat(texts.put(line.substring(0, end), text)).as(line).isNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /// Help says where the recovery phrase may be typed; who meets another place must know that it
    /// is not ours.
    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "es"})
    void helpNamesEveryPlaceThatTakesTheRecoveryPhrase(String language) throws IOException {
        var words = Speech.of(Locale.of(language), Clock.systemUTC());
        try (var screens = Files.walk(FOLDER)) {
            assertThat(
                            screens.filter(f -> f.toString().endsWith(".fxml"))
                                    .filter(LanguagesTest::takesPhrase))
                    .extracting(f -> f.getFileName().toString())
                    .as("screens that take the phrase; name a new one in help.phrase.text")
                    .containsExactlyInAnyOrder("Onboarding.fxml", "Accounts.fxml");
        }
        assertThat(words.text("help.phrase.text"))
                .contains(
                        words.text("nav.wallet"),
                        words.text("safety.drill"),
                        "hearth wallet import",
                        "check-backup");
    }

    private static boolean takesPhrase(Path screen) {
        try {
            var text = Files.readString(screen);
            return text.contains("%onboarding.restore.field")
                    || text.contains("%safety.drill.words");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
