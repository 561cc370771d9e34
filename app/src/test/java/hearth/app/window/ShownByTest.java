package hearth.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of what shows what names tests and scripts that exist.
class ShownByTest {
    private static final Path ROOT = Path.of("..");
    private static final Path TABLE = Path.of("docs", "shown-by.md");
    private static final int LEAST_NAMED = 50;
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern SCRIPT = Pattern.compile("`(first-earning\\.sh|install-test)`");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        var named = NAMED.matcher(Files.readString(TABLE)).results().toList();
        assertThat(named).hasSizeGreaterThan(LEAST_NAMED);
        // A class name may stand in two modules.
        var sources =
                Stream.of("app", "installer", "agent/hardware", "agent/worker", "wallet/chain")
                        .flatMap(module -> files(ROOT.resolve(module).resolve("src/test/java")))
                        .collect(
                                Collectors.toMap(
                                        file -> file.getFileName().toString().replace(".java", ""),
                                        ShownByTest::text,
                                        String::concat));
        assertThat(named)
                .allSatisfy(
                        n ->
                                assertThat(sources.getOrDefault(n.group(1), ""))
                                        .as(n.group())
                                        .contains("\n    void " + n.group(2) + "("));
    }

    @Test
    void everyScriptThatTheTableNamesExists() throws IOException {
        var scripts =
                files(ROOT.resolve("installer/src/test"))
                        .map(file -> file.getFileName().toString())
                        .toList();
        assertThat(SCRIPT.matcher(Files.readString(TABLE)).results().map(MatchResult::group))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(scripts).contains(name.replace("`", "")));
    }

    private static Stream<Path> files(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
