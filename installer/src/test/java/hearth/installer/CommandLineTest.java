package hearth.installer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

class CommandLineTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path folder;

    @Test
    void helpNamesEveryCommandAndExitCode() throws Exception {
        var help = hearth().run("", LIMIT, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "practice",
                        "agent",
                        "coordinator",
                        "wallet",
                        "doctor",
                        "verify",
                        "HEARTH_HOME")
                .contains("4")
                .contains("refused for safety");
    }

    @Test
    void versionIsOneLine() throws Exception {
        assertThat(hearth().run("", LIMIT, "--version").out())
                .matches("hearth \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void wrongUsageEndsWithTwoAndSaysWhatIsWrong() throws Exception {
        var unknown = hearth().run("", LIMIT, "practise");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("practise");
        var duration = hearth().run("", LIMIT, "practice", "--no-window", "--for", "soon");
        assertThat(duration.exitCode()).isEqualTo(2);
        assertThat(duration.err()).contains("write 90s, 3m, 2h or 1d");
        var address = hearth().run("", LIMIT, "verify", "--coordinator", "somewhere");
        assertThat(address.exitCode()).isEqualTo(2);
        assertThat(address.err()).contains("https://");
    }

    @Test
    void anUnusableDataFolderIsOneSentence() throws Exception {
        var hearth = hearth();
        Files.writeString(hearth.home(), "a file where the folder should be");
        var outcome = hearth.run("", LIMIT, "practice", "--no-window", "--for", "5s");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("cannot write to its data folder")
                .doesNotContain("Exception");
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            var outcome = hearth().run("", LIMIT, "coordinator", "--port", port);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains(port).doesNotContain("Exception");
        }
    }

    @Test
    void aMissingChainNodeEndsWithThree() throws Exception {
        var outcome = withoutAnvil().run("", LIMIT, "practice", "--no-window", "--for", "5s");
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.err()).contains("anvil");
    }

    @Test
    void doctorNamesTheEngine() throws Exception {
        var report = hearth().run("", LIMIT, "doctor", "--json").json();
        assertThat(report.required("engines").get(0).required("device").stringValue())
                .isEqualTo("cpu");
        assertThat(report.required("engines").get(0).required("available").booleanValue()).isTrue();
        assertThat(report.has("gpus")).isTrue();
        assertThat(report.required("sandboxGrade").stringValue())
                .as("needs the package bubblewrap")
                .isEqualTo("A");
        assertThat(report.has("problems")).isTrue();
    }

    @Test
    void anAgentUnpacksNothingOutsideItsDataFolder() throws Exception {
        var hearth = hearth();
        var agent = hearth.start("agent", "agent", "--coordinator", "http://127.0.0.1:9");
        try {
            var socket = hearth.home().resolve("agent/run/agent.sock");
            for (int i = 0; i < 600 && Files.notExists(socket); i++) {
                assertThat(agent.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(socket).exists();
            assertThat(hearth.filesOutside()).as("while it runs").isEmpty();
        } finally {
            agent.destroyForcibly().waitFor();
        }
        assertThat(hearth.filesOutside()).as("once it is killed").isEmpty();
    }

    private InstalledHearth hearth() throws IOException {
        return new InstalledHearth(folder);
    }

    /// The same distribution by links, without the chain node.
    private InstalledHearth withoutAnvil() throws IOException {
        var image = Path.of(System.getProperty("hearth.image"));
        var copy = Files.createDirectories(folder.resolve("image"));
        Files.createDirectories(copy.resolve("bin"));
        Files.copy(image.resolve("bin/hearth"), copy.resolve("bin/hearth"));
        Files.setPosixFilePermissions(
                copy.resolve("bin/hearth"), PosixFilePermissions.fromString("rwxr-xr-x"));
        link(copy, image, "share");
        Files.createDirectories(copy.resolve("lib"));
        for (var part : List.of("app", "hearth.jar", "native", "trainer", "java-home")) {
            link(copy, image, "lib/" + part);
        }
        link(copy, image, "runtime");
        return new InstalledHearth(folder, copy);
    }

    /// An image of a package has its own Java, one of the build knows where Java is.
    private static void link(Path copy, Path image, String part) throws IOException {
        if (Files.exists(image.resolve(part))) {
            Files.createSymbolicLink(copy.resolve(part), image.resolve(part));
        }
    }
}
