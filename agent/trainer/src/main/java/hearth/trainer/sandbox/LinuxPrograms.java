package hearth.trainer.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Programs of the system that namespaces are made with, by absolute path.
record LinuxPrograms(String bwrap, String sh, String prlimit, String setpriv) {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/bin"));

    /// Empty if one is missing.
    static Optional<LinuxPrograms> installed() {
        var found =
                List.of("bwrap", "sh", "prlimit", "setpriv").stream()
                        .map(LinuxPrograms::find)
                        .flatMap(Optional::stream)
                        .toList();
        return found.size() < 4
                ? Optional.empty()
                : Optional.of(
                        new LinuxPrograms(found.get(0), found.get(1), found.get(2), found.get(3)));
    }

    private static Optional<String> find(String program) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString);
    }
}
