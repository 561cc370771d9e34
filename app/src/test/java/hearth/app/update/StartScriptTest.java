package hearth.app.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The real start script with versions that only say what they are.
class StartScriptTest {
    @TempDir private Path prefix;

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(prefix.resolve("bin"));
        Files.copy(
                Path.of("..", "installer", "src", "main", "bin", "hearth"),
                prefix.resolve("bin/hearth"));
        // What was unpacked has no jars, so its Java says that it finds no main class.
        version("0.2.0");
        version("0.3.0");
    }

    @Test
    void startsTheVersionThatIsInPlace() throws Exception {
        point("current", "0.3.0");
        assertThat(start("status", "--json")).isEqualTo("0.3.0 status --json");
        point("current", "0.2.0");
        assertThat(start()).isEqualTo("0.2.0 ");
        point("current", "");
        assertThat(start("status")).doesNotContain("0.2.0").doesNotContain("0.3.0");
        point("current", "../../elsewhere");
        assertThat(start("status")).doesNotContain("elsewhere status");
    }

    @Test
    void givesAVersionUpThatWasStartedTwiceAndShowedNothing() throws Exception {
        point("current", "0.3.0");
        point("previous", "0.2.0");
        point("trial", "0.3.0");
        assertThat(start("agent")).isEqualTo("0.3.0 agent");
        assertThat(start("status")).isEqualTo("0.3.0 status");
        assertThat(start()).isEqualTo("0.3.0 ");
        assertThat(start("status")).isEqualTo("0.3.0 status");
        assertThat(start("agent")).isEqualTo("0.2.0 agent");
        assertThat(start("agent")).isEqualTo("0.2.0 agent");
        var installation = new Installation(prefix, new RealDisk());
        assertThat(installation.takeGoneBack()).hasToString("Optional[0.3.0]");
        assertThat(installation.trial()).isEmpty();
        assertThat(installation.takeGoneBack()).isEmpty();
    }

    @Test
    void keepsAVersionThatShowedThatItWorks() throws Exception {
        point("current", "0.3.0");
        point("previous", "0.2.0");
        point("trial", "0.3.0");
        start("agent");
        new Installation(prefix, new RealDisk())
                .confirm(new hearth.app.update.trust.Version("0.3.0"));
        for (int i = 0; i < 4; i++) {
            assertThat(start("agent")).isEqualTo("0.3.0 agent");
        }
    }

    @Test
    void aStartThatOnlyCallsTheOpenWindowIsNoTrial() throws Exception {
        point("current", "0.3.0");
        point("previous", "0.2.0");
        point("trial", "0.3.0");
        var installation = new Installation(prefix, new RealDisk());
        for (int i = 0; i < 4; i++) {
            assertThat(start()).isEqualTo("0.3.0 ");
            installation.forgetStart();
        }
        installation.forgetStart();
        assertThat(installation.trial()).hasToString("Optional[0.3.0]");
        // Starts that run count as before.
        start();
        start();
        assertThat(start()).isEqualTo("0.2.0 ");
    }

    private void version(String name) throws IOException {
        var script = prefix.resolve("versions").resolve(name).resolve("bin/hearth");
        UpdateWorld.write(script, "#!/bin/sh\necho \"" + name + " $*\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private void point(String name, String version) throws IOException {
        Files.writeString(prefix.resolve("versions").resolve(name), version + "\n");
    }

    private String start(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(prefix.resolve("bin/hearth").toString()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.replaceFirst("\n$", "");
    }
}
