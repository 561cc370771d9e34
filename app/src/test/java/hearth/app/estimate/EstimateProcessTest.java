package hearth.app.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hearth.app.install.Image;
import hearth.protocol.Json;
import hearth.worker.electricity.ElectricityTerms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// With a start script of the test's own.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its start script is a shell's")
@Timeout(60)
class EstimateProcessTest {
    @TempDir Path folder;

    private EstimateProcess starting(String script) throws IOException {
        var bin = Files.createDirectories(folder.resolve("bin"));
        var file = Files.writeString(bin.resolve("hearth"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new EstimateProcess(new Image(folder));
    }

    @Test
    void readsWhatTheCommandPrints() throws Exception {
        var estimate = Estimates.of(Estimates.at(1e12), ElectricityTerms.NONE, Optional.of(1.5));
        Files.write(folder.resolve("answer"), Json.bytes(estimate));
        var check =
                starting(
                        "[ \"$*\" = 'estimate --quick --json' ] && cat '"
                                + folder.resolve("answer")
                                + "'");
        assertThat(check.answer()).contains(estimate);
    }

    @Test
    void failsWhereNothingOrSomethingElseComes() throws Exception {
        var silent = starting("echo trouble >&2; exit 3");
        assertThatThrownBy(silent::answer)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("3");
        var strange = starting("echo '{\"worthIt\":true}'");
        assertThatThrownBy(strange::answer).isInstanceOf(IOException.class);
    }

    @Test
    void startsNothingOnceItIsStopped() throws Exception {
        var check = starting("touch '" + folder.resolve("started") + "'");
        check.stop();
        assertThat(check.answer()).isEmpty();
        assertThat(folder.resolve("started")).doesNotExist();
    }

    @Test
    void comesToNothingWhenItIsStoppedAndLeavesNoProcess() throws Exception {
        var started = folder.resolve("started");
        var check = starting("echo $$ > '" + started + "'; exec sleep 300");
        try (var lane = Executors.newVirtualThreadPerTaskExecutor()) {
            var run = lane.submit(check::answer);
            while (!Files.exists(started) || Files.size(started) == 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            check.stop();
            assertThat(run.get()).isEmpty();
        }
        long process = Long.parseLong(Files.readString(started).strip());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
