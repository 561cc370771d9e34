package hearth.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Where native code is loaded: libtorch in the child alone, and there only from folders that it
/// can read and not write. (That only `hearth.trainer.child` names DJL is a rule of the app's
/// ArchitectureTest.)
class NativeCodeTest {
    private static final Set<String> READ_ONLY = Set.of("/hearth", "/usr", "/lib", "/lib64");

    @TempDir Path folder;

    @Test
    void libtorchIsInTheChildAndNeverInItsParent() throws IOException {
        Trainers.genesis(Trainers.GPT, folder);
        var seen = new TreeSet<String>();
        try (var trainer = TrainerProcess.start(Trainers.runtime(), folder.resolve("work"))) {
            trainer.train(
                    Trainers.task(Trainers.GPT, folder, Trainers.text(folder), 20),
                    progress -> seen.addAll(libraries(Long.toString(trainer.pid()))));
        }
        assertThat(seen).anyMatch(library -> library.contains("libtorch_cpu"));
        assertThat(
                        seen.stream()
                                .filter(l -> !l.matches("/tmp/jna[0-9]*\\.tmp.*"))
                                .map(l -> "/" + Path.of(l).getName(0)))
                .as("only the dispatcher that JNA unpacks from its own jar lies elsewhere")
                .allMatch(READ_ONLY::contains);
        assertThat(libraries("self")).noneMatch(l -> l.contains("torch") || l.contains("djl"));
    }

    /// Files of machine code that a process has mapped, as it sees them.
    private static Set<String> libraries(String process) {
        try (var lines = Files.lines(Path.of("/proc", process, "maps"))) {
            return lines.map(line -> line.split(" +", 6))
                    .filter(parts -> parts.length == 6 && parts[1].contains("x"))
                    .map(parts -> parts[5])
                    .filter(file -> file.startsWith("/"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
