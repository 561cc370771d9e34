package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import hearth.protocol.SandboxGrade;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ConfinementTest {
    private final List<Path> planted = new ArrayList<>();

    /// As an agent leaves it that is killed while it tries its walls.
    private Path probeOf(long pid) throws IOException {
        var probe = Files.createTempDirectory("hearth-probe-" + pid + "-");
        planted.add(probe);
        Files.writeString(probe.resolve("canary1"), "canary");
        Files.writeString(
                Files.createDirectory(probe.resolve("box-" + pid + "-1")).resolve("filter.bpf"),
                "filter");
        return probe;
    }

    @AfterEach
    void clean() throws IOException {
        for (var probe : planted) {
            Trees.delete(probe);
        }
    }

    @Test
    void removesWhatAKilledAgentLeftOfItsAttemptsAndNothingOfALiveOne(@TempDir Path folder)
            throws Exception {
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        var left = probeOf(gone.pid());
        var live = probeOf(ProcessHandle.current().pid());
        var nobodys = Files.createTempDirectory("hearth-probe-of-nobody");
        planted.add(nobodys);

        var nowhere = new View(folder.resolve("no-java"), "java");
        var found = new Confinement(nowhere, List.of(), Limits.ofThisComputer(1)).assessment();

        assertThat(found.grade()).isEqualTo(SandboxGrade.C);
        assertThat(left).doesNotExist();
        assertThat(live.resolve("canary1")).exists();
        assertThat(nobodys).exists();
    }
}
