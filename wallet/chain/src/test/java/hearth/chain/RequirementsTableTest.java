package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The table in wallet/README.md names tests that exist, for every requirement.
final class RequirementsTableTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final int REQUIREMENTS = 25;
    private static final int LEAST_NAMED = 50;

    private static final Path ROOT = Practice.anvil().resolve("../../../../..").normalize();

    @Test
    void everyTestThatTheTableNamesExists() throws IOException {
        var sources = sources();
        var table = Files.readString(ROOT.resolve("wallet/README.md"));
        var named = NAMED.matcher(table).results().toList();
        assertThat(named).hasSizeGreaterThan(LEAST_NAMED);
        assertThat(named)
                .allSatisfy(
                        n ->
                                assertThat(sources.getOrDefault(n.group(1), ""))
                                        .as(n.group())
                                        .contains("\n    void " + n.group(2) + "("));
    }

    @Test
    void noRequirementIsLeftOut() throws IOException {
        var table = Files.readString(ROOT.resolve("wallet/README.md"));
        assertThat(IntStream.rangeClosed(1, REQUIREMENTS).mapToObj(i -> "\n| W" + i + " |"))
                .allSatisfy(row -> assertThat(table).contains(row));
    }

    private static Map<String, String> sources() {
        return Stream.of("wallet/keys", "wallet/chain", "app", "agent/hardware")
                .flatMap(module -> files(ROOT.resolve(module).resolve("src/test/java")))
                .collect(
                        Collectors.toMap(
                                file -> file.getFileName().toString().replace(".java", ""),
                                RequirementsTableTest::text));
    }

    private static Stream<Path> files(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith("Test.java")).toList().stream();
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
