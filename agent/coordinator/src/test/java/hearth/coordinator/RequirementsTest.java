package hearth.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The table of requirements leaves none out, and names tests that exist.
class RequirementsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]{2}-\\d+) \\|(.*)\\|$");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern OF_A_CLASS = Pattern.compile("`(\\w+Test)[`#]");
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void everyRequirementHasOneRowThatSaysWhatShowsItAndHowFarItIsMet() throws IOException {
        var rows = ROW.matcher(table()).results().toList();
        assertThat(rows)
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        Stream.of(ids("CO", 9), ids("NT", 5), ids("JM", 6))
                                .flatMap(List::stream)
                                .toList());
        assertThat(rows)
                .allSatisfy(
                        row -> {
                            var cells = row.group(2).split("\\|", -1);
                            assertThat(cells).as(row.group(1)).hasSize(4);
                            assertThat(NAMED.matcher(cells[2]).find()).as(row.group(1)).isTrue();
                            assertThat(cells[3]).containsPattern("^ (met|in part|not met)");
                        });
    }

    private static List<String> ids(String group, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> group + "-" + i).toList();
    }

    @Test
    void everyTestThatItNamesExists() throws IOException {
        var sources = sources();
        assertThat(NAMED.matcher(table()).results().toList())
                .hasSizeGreaterThan(50)
                .allSatisfy(
                        named ->
                                assertThat(text(sources, named.group(1)))
                                        .as(named.group())
                                        .containsPattern(
                                                "(void|function) " + named.group(2) + "\\("));
        assertThat(OF_A_CLASS.matcher(table()).results().map(named -> named.group(1)))
                .isSubsetOf(sources.keySet());
    }

    private static String table() throws IOException {
        return Files.readString(Path.of("docs", "requirements.md"));
    }

    /// Files of tests by the name of their class or contract, which may stand in two modules.
    private static Map<String, List<Path>> sources() throws IOException {
        try (var modules = Files.find(ROOT, 3, (path, _) -> path.endsWith(Path.of("src")))) {
            return modules.map(src -> src.resolve("test"))
                    .filter(Files::isDirectory)
                    .flatMap(RequirementsTest::below)
                    .collect(
                            Collectors.groupingBy(
                                    file -> file.getFileName().toString().split("\\.", 2)[0]));
        }
    }

    private static Stream<Path> below(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().matches(".*\\.(java|t\\.sol)")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<String, List<Path>> sources, String name) {
        return sources.getOrDefault(name, List.of()).stream()
                .map(
                        file -> {
                            try {
                                return Files.readString(file);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .collect(Collectors.joining());
    }
}
