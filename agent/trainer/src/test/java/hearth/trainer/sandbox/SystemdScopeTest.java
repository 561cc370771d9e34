package hearth.trainer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The arguments, and when a scope is used. No service manager runs where this was written, so
/// `systemd-run` is a script that takes the same arguments.
class SystemdScopeTest {
    private static final long GIB = 1 << 30;
    private static final long MEMORY_MAX = (3072L + 2 * 128 + 256) << 20;
    private static final Limits LIMITS =
            new Limits(
                    3 * GIB,
                    200,
                    1024,
                    GIB,
                    128 << 20,
                    1 << 20,
                    Duration.ofHours(24),
                    Duration.ofHours(48));

    @TempDir Path folder;

    @Test
    void boundsMemoryTasksAndProcessorOfTheWholeChild() throws IOException {
        assertThat(scope("exit 0").launcher(LIMITS))
                .containsExactly(
                        "/usr/bin/env",
                        "XDG_RUNTIME_DIR=" + folder,
                        folder.resolve("systemd-run").toString(),
                        "--user",
                        "--scope",
                        "--quiet",
                        "--collect",
                        "--property=MemoryMax=" + MEMORY_MAX,
                        "--property=TasksMax=216",
                        "--property=CPUQuota=300%",
                        "--",
                        "/usr/bin/env",
                        "--unset=XDG_RUNTIME_DIR",
                        "--unset=INVOCATION_ID");
    }

    /// So that a training which outgrows its own limit is refused before its group is killed.
    @Test
    void givesTheGroupMoreThanTheProcess() {
        assertThat(MEMORY_MAX).isGreaterThan(LIMITS.memoryBytes() + 2 * LIMITS.scratchBytes());
    }

    @Test
    void usesAScopeWhoseLimitsTheKernelTells() throws IOException {
        var scope = scope(kernelSays(MEMORY_MAX, 216, "300000 100000"));
        assertThat(scope.tried(LIMITS)).isEqualTo(scope);
    }

    @Test
    void usesNoScopeThatHoldsLess() throws IOException {
        for (var said :
                List.of(
                        kernelSays(MEMORY_MAX + 1, 216, "300000 100000"),
                        kernelSays(MEMORY_MAX, 217, "300000 100000"),
                        kernelSays(MEMORY_MAX, 216, "max 100000"),
                        "echo memory.max:" + MEMORY_MAX)) {
            assertThat(scope(said).tried(LIMITS)).isInstanceOf(Scope.None.class);
        }
    }

    /// It takes its arguments and runs the command, but puts it into no group.
    @Test
    void usesNoScopeThatWasNotMade() throws IOException {
        var scope =
                scope(
                        """
                        while [ "$1" != -- ]; do shift; done
                        shift
                        [ -z "$XDG_RUNTIME_DIR" ] || exec "$@"
                        """);
        assertThat(scope.tried(LIMITS).reason()).isNotEmpty();
        assertThat(scope.tried(LIMITS).launcher(LIMITS)).isEmpty();
    }

    @Test
    void repeatsWhySystemdRefuses() throws IOException {
        var scope = scope("echo 'Failed to connect to bus: No medium found' >&2; exit 1");
        assertThat(scope.tried(LIMITS).reason())
                .isEqualTo("systemd-run: Failed to connect to bus: No medium found");
    }

    @Test
    void looksForNothingWhereNoManagerListens() {
        var environments =
                List.of(Map.<String, String>of(), Map.of("XDG_RUNTIME_DIR", "" + folder));
        for (var environment : environments) {
            assertThat(SystemdScope.tried(environment, LIMITS))
                    .isEqualTo(new Scope.None("no service manager of this user runs here"));
        }
    }

    private static String kernelSays(long memory, int tasks, String processor) {
        return "echo memory.max:%d; echo pids.max:%d; echo 'cpu.max:%s'"
                .formatted(memory, tasks, processor);
    }

    private SystemdScope scope(String script) throws IOException {
        var program = Files.writeString(folder.resolve("systemd-run"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new SystemdScope(program, Path.of("/usr/bin/env"), folder);
    }
}
