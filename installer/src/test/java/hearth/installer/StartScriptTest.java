package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toList;

import hearth.app.install.Image;
import hearth.app.practice.Agents;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The start script of an installed image, with a Java that only prints what it was given.
class StartScriptTest {
    private static final Instant BUILT = Instant.parse("2026-11-21T00:00:00Z");
    private static final String CACHE = "lib/start.aot";
    private static final Pattern OPTION = Pattern.compile("-X.*|-Djavafx.*");

    /// `for %%R in (…) do if "%~1"=="%%R" if exist … set "NAME=…"`, or without some of the first.
    private static final Pattern SET =
            Pattern.compile(
                    "(?:for %%R in \\((.*)\\) do )?(?:if \"%~1\"==\"(.*?)\" )?(?:if exist \"[^\"]*\" )?"
                            + "set \"(ROLE|CLASSES)=(.*)\"");

    @TempDir private Path folder;
    private Path image = Path.of("");

    @BeforeEach
    void layOut() throws IOException {
        image = folder.resolve("Hearth of mine");
        put("bin/hearth", Files.readString(Path.of("src/main/bin/hearth")));
        put("runtime/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        put("runtime/lib/modules", "");
        put("lib/hearth.jar", "");
        put("lib/agent.jar", "");
        put("lib/app/one.jar", "");
    }

    @Test
    void takesItsOwnJavaThroughALinkAndWithNothingInThePath() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("hearth"), image.resolve("bin/hearth"));
        var words = start(link, "status", "--json");
        assertThat(words)
                .containsSubsequence(
                        "-Dhearth.image=" + image.toRealPath(),
                        "-cp",
                        image.toRealPath() + "/lib/hearth.jar",
                        "hearth.app.cli.Hearth",
                        "status",
                        "--json");
    }

    /// Whoever gives all Javas an option by JAVA_TOOL_OPTIONS hears of it from each before all
    /// else.
    @Test
    void findsAJavaThatSaysFirstWhatItPickedUp() throws Exception {
        Files.delete(image.resolve("runtime/bin/java"));
        put(
                "jdk/bin/java",
                """
                #!/bin/sh
                if [ "$1" = -version ]; then
                  echo 'Picked up JAVA_TOOL_OPTIONS: -Duser.home=/some/where' >&2
                  echo 'openjdk version "25.0.3" 2026-04-21 LTS' >&2
                  exit
                fi
                printf '%s\\n' "$@"
                """);
        assertThat(
                        start(
                                image.resolve("bin/hearth"),
                                Map.of("JAVA_HOME", image + "/jdk"),
                                "status"))
                .endsWith("hearth.app.cli.Hearth", "status");
    }

    @Test
    void givesACoordinatorWhatAClusterNeedsWhereItIs() throws Exception {
        put("lib/cluster/driver.jar", "");
        var classes = image.toRealPath() + "/lib/hearth.jar";
        assertThat(start("coordinator"))
                .containsSubsequence("-cp", classes + ":" + image.toRealPath() + "/lib/cluster/*");
        assertThat(start("status")).containsSubsequence("-cp", classes, "hearth.app.cli.Hearth");
    }

    @Test
    void givesTheAgentNoJarsButItsOwn() throws Exception {
        var classes = image.toRealPath() + "/lib/agent.jar";
        assertThat(start("agent")).containsSubsequence("-cp", classes, "hearth.app.cli.Hearth");
    }

    @Test
    void usesTheStartCacheWhileNoJarIsNewer() throws Exception {
        put(CACHE, "");
        assertThat(start("status"))
                .contains(
                        "-XX:AOTCache=" + image.toRealPath().resolve(CACHE),
                        Image.cacheOption(image.toRealPath().resolve(CACHE)));
    }

    @Test
    void leavesTheStartCacheAloneOnceAJarWasReplaced() throws Exception {
        put(CACHE, "");
        Files.setLastModifiedTime(
                image.resolve("lib/app/one.jar"), FileTime.from(BUILT.plusSeconds(1)));
        assertThat(start("status")).noneMatch(word -> word.contains("start.aot"));
    }

    @Test
    void givesTheAgentTheCacheOfItsOwnWhileNoJarIsNewer() throws Exception {
        put(CACHE, "");
        put("lib/agent.aot", "");
        assertThat(start("agent"))
                .contains("-XX:AOTCache=" + image.toRealPath().resolve("lib/agent.aot"))
                .noneMatch(word -> word.contains("start.aot"));
        Files.setLastModifiedTime(
                image.resolve("lib/app/one.jar"), FileTime.from(BUILT.plusSeconds(1)));
        assertThat(start("agent")).noneMatch(word -> word.contains(".aot"));
    }

    @Test
    void handsALinkOfABrowserOnAsItIs() throws Exception {
        String link = "hearth://job/42?from=$(id)&x='y'";
        assertThat(start(link)).endsWith("hearth.app.cli.Hearth", link);
    }

    @Test
    void givesTheAgentWhatItsKeeperGivesIt() throws Exception {
        var kept =
                Agents.command(new Image(image), "--practice").stream()
                        .filter(word -> word.startsWith("-X"))
                        .toList();
        put(CACHE, "");
        assertThat(kept).hasSizeGreaterThan(10);
        assertThat(start("agent", "--practice"))
                .containsAll(kept)
                .noneMatch(word -> word.startsWith("-XX:AOTCache"));
    }

    /// Whoever starts Hearth on Windows gets the same Java, but for what Linux alone has.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent",
                "bench",
                "coordinator",
                "job",
                "practice",
                "rerun",
                "sim",
                "status",
                "verify",
                "wallet"
            })
    void givesARoleTheSameOnWindows(String role) throws Exception {
        var here = start(role).stream().filter(OPTION.asMatchPredicate()).collect(toList());
        here.removeIf(word -> word.matches(".*(UseTransparentHugePages|TrimNativeHeap).*"));
        assertThat(here).hasSizeGreaterThan(5);
        assertThat(onWindows(role).split(" "))
                .filteredOn(OPTION.asMatchPredicate())
                .containsExactlyElementsOf(here);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "bench", "coordinator", "practice", "status"})
    void givesARoleTheSameClassesOnWindows(String role) throws Exception {
        put("lib/cluster/driver.jar", "");
        var words = start(role);
        var here =
                words.get(words.indexOf("-cp") + 1)
                        .replace(image.toRealPath().toString(), "%IMAGE%")
                        .replace(':', ';')
                        .replace('/', '\\');
        assertThat(onWindows(role)).contains("-cp \"" + here + "\" hearth.app.cli.Hearth");
    }

    /// The line that starts Java, as the lines of the other script say it where everything is that
    /// they ask for.
    private static String onWindows(String role) throws IOException {
        var given = new HashMap<String, String>();
        for (var line : Files.readAllLines(Path.of("src/main/bin/hearth.cmd"))) {
            var of = SET.matcher(line);
            if (of.matches()) {
                var roles = of.group(1) == null ? of.group(2) : of.group(1);
                if (roles == null || List.of(roles.split(" ")).contains(role)) {
                    given.put(of.group(3), of.group(4));
                }
            }
            if (line.contains("%ROLE%")) {
                return line.replace("%ROLE%", given.getOrDefault("ROLE", ""))
                        .replace("%CLASSES%", given.getOrDefault("CLASSES", ""));
            }
        }
        throw new AssertionError("no line starts Java");
    }

    @Test
    void writesTheStartCacheOfATourOutOfSight() throws Exception {
        put(CACHE, "");
        assertThat(start("tour", "/some where/start.aot"))
                .contains("-XX:AOTCacheOutput=/some where/start.aot", "-Dglass.platform=Headless")
                .noneMatch(word -> word.startsWith("-XX:AOTCache="))
                .endsWith("tour", "/some where/start.aot");
    }

    private void put(String name, String text) throws IOException {
        var file = image.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setLastModifiedTime(file, FileTime.from(BUILT));
    }

    private List<String> start(String... arguments) throws Exception {
        return start(image.resolve("bin/hearth"), arguments);
    }

    private List<String> start(Path script, String... arguments) throws Exception {
        return start(script, Map.of(), arguments);
    }

    private List<String> start(Path script, Map<String, String> environment, String... arguments)
            throws Exception {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        var out = folder.resolve("out");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(out.toFile());
        builder.environment().put("PATH", withoutJava());
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", Files.readString(out)).isZero();
        return Files.readAllLines(out);
    }

    /// The tools that the script itself needs, and nothing else.
    private String withoutJava() throws IOException {
        for (var tool : List.of("dirname", "grep", "head", "readlink")) {
            var path = folder.resolve("tools").resolve(tool);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder.resolve("tools").toString();
    }
}
