package hearth.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class RunningProgramsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @TempDir private Path folder;
    private final AtomicLong now = new AtomicLong();

    private Process start(Path program) throws IOException {
        Files.copy(Path.of("/bin/sleep"), program, StandardCopyOption.COPY_ATTRIBUTES);
        return new ProcessBuilder(program.toString(), "600").start();
    }

    @Test
    void findsAProgramByTheNameOfItsFileUntilItEnds() throws Exception {
        for (var proc : new Path[] {RunningPrograms.PROC, folder.resolve("none")}) {
            var programs = new RunningPrograms(proc, now::get);
            var names = Set.of("a Game of long names", "NoSuchProgram");
            assertThat(programs.among(names)).isEmpty();

            var game = start(folder.resolve("A game of LONG names"));
            try {
                now.addAndGet(SECOND);
                assertThat(programs.among(names)).containsExactly("a Game of long names");
            } finally {
                game.destroyForcibly();
                assertThat(game.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            now.addAndGet(SECOND);
            assertThat(programs.among(names)).isEmpty();
            Files.delete(folder.resolve("A game of LONG names"));
        }
    }

    private void process(String id, String comm, String command) throws IOException {
        var process = Files.createDirectories(folder.resolve(id));
        Files.writeString(process.resolve("comm"), comm + "\n");
        Files.writeString(process.resolve("cmdline"), command);
    }

    @Test
    void knowsAGameOfWindowsAndOneWhoseNameTheKernelCut() throws IOException {
        var programs = new RunningPrograms(folder, now::get);
        process("41", "witcher3.exe", "Z:\\games\\Witcher3.exe\0-dx11\0");
        process("42", "a-very-long-pro", "");
        process("43", "python3", "python3\0/usr/bin/thing\0");

        assertThat(programs.among(Set.of("witcher3", "A-very-long-program.exe", "thing")))
                .containsExactlyInAnyOrder("witcher3", "A-very-long-program.exe");
    }

    @Test
    void looksOnceASecondAndSeesWhatAYoungProcessBecomes() throws IOException {
        var programs = new RunningPrograms(folder, now::get);
        process("41", "launcher", "");
        assertThat(programs.among(Set.of("game"))).isEmpty();

        process("41", "game", "");
        assertThat(programs.among(Set.of("game"))).isEmpty();
        now.addAndGet(SECOND);
        assertThat(programs.among(Set.of("game"))).containsExactly("game");
        assertThat(programs.among(Set.of("launcher"))).isEmpty();
    }
}
