package hearth.chain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The tables in wallet/README.md name tests that exist, for every requirement.
final class RequirementsTableTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test)#(\\w+)`");
    private static final Pattern SOLIDITY = Pattern.compile("`(\\w+[.]t[.]sol)#(\\w+)`");
    private static final int REQUIREMENTS = 25;
    private static final int LEAST_NAMED = 50;
    private static final int LEAST_CONTRACTS = 25;

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
    void everyTestOfAContractThatTheTablesNameExists() throws IOException {
        var table = Files.readString(ROOT.resolve("wallet/README.md"));
        var named = SOLIDITY.matcher(table).results().toList();
        var folder = ROOT.resolve("wallet/contracts/src/test/solidity");
        assertThat(named).hasSizeGreaterThan(LEAST_CONTRACTS);
        assertThat(named)
                .allSatisfy(
                        n ->
                                assertThat(text(folder.resolve(n.group(1))))
                                        .as(n.group())
                                        .contains("\n    function " + n.group(2) + "("));
    }

    /// One that is named in another way than the two that are looked for would never be looked for.
    @Test
    void noTestIsNamedInAnotherWay() throws IOException {
        var table = Files.readString(ROOT.resolve("wallet/README.md"));
        var names = Pattern.compile("`[^`\\s]*#[^`]*`").matcher(table).results();
        assertThat(names.map(MatchResult::group))
                .allMatch(n -> NAMED.matcher(n).matches() || SOLIDITY.matcher(n).matches());
    }

    @Test
    void noRequirementIsLeftOut() throws IOException {
        var table = Files.readString(ROOT.resolve("wallet/README.md"));
        assertThat(IntStream.rangeClosed(1, REQUIREMENTS).mapToObj(i -> "\n| W" + i + " |"))
                .allSatisfy(row -> assertThat(table).contains(row));
    }

    private static Map<String, String> sources() {
        return Stream.of("wallet/keys", "wallet/chain", "app", "agent/hardware", "agent/protocol")
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
