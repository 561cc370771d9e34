package hearth.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of what shows what names tests that exist.
class ShownByTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Path ROOT = Path.of("..", "..");

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        var named =
                NAMED.matcher(Files.readString(Path.of("docs", "shown-by.md"))).results().toList();
        assertThat(named).hasSizeGreaterThan(50);
        // A class name may stand in two modules.
        var sources =
                Stream.of("agent", "app", "installer")
                        .flatMap(module -> tests(ROOT.resolve(module)))
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
                                        .contains(" void " + n.group(2) + "("));
    }

    private static Stream<Path> tests(Path module) {
        try (var files = Files.find(module, 16, (file, _) -> isTest(file))) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTest(Path file) {
        return file.toString().replace('\\', '/').contains("/src/test/java/")
                && file.toString().endsWith("Test.java");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
