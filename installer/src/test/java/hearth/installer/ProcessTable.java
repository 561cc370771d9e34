package hearth.installer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The processes of one data folder, found by the folder's name in their command line or
/// environment, so that one that lost its parent is found too. Reads `/proc`.
final class ProcessTable {
    /// What may be killed.
    enum Kind {
        HOST,
        AGENT,
        TRAINER,
        CHAIN
    }

    private static final String MAIN = "hearth.app.cli.Hearth";
    private static final String TRAINER_MAIN = "hearth.trainer.child.Main";

    private final Path home;

    ProcessTable(Path home) {
        this.home = home;
    }

    /// Processes of the data folder that run now; not this program's own, no window, and nothing
    /// that is not Hearth.
    Map<ProcessHandle, Kind> running() {
        var found = new TreeMap<ProcessHandle, Kind>();
        ProcessHandle.allProcesses()
                .filter(p -> !p.equals(ProcessHandle.current()))
                .forEach(p -> kind(p).ifPresent(kind -> found.put(p, kind)));
        return found;
    }

    /// The command lines of what runs now, for the message of a test that fails.
    List<String> commands() {
        return running().keySet().stream()
                .map(process -> process.pid() + " " + String.join(" ", words(process, "cmdline")))
                .toList();
    }

    List<ProcessHandle> of(Kind kind) {
        return running().entrySet().stream()
                .filter(e -> e.getValue() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Optional<Kind> kind(ProcessHandle process) {
        var words = words(process, "cmdline");
        boolean ours =
                words.stream().anyMatch(w -> w.contains(home.toString()))
                        || words(process, "environ").contains("HEARTH_HOME=" + home);
        if (!ours || words.isEmpty()) {
            return Optional.empty();
        }
        int main = words.indexOf(MAIN);
        if (main >= 0) {
            boolean isWindow = main + 1 == words.size();
            return isWindow
                    ? Optional.empty()
                    : Optional.of(words.get(main + 1).equals("agent") ? Kind.AGENT : Kind.HOST);
        }
        if (words.contains(TRAINER_MAIN)) {
            return Optional.of(Kind.TRAINER);
        }
        // Not ours is what a desktop's libraries start, such as the session bus of a bare X server.
        return words.getFirst().endsWith("/anvil") ? Optional.of(Kind.CHAIN) : Optional.empty();
    }

    /// Nothing for a process that ended or waits for its parent to notice.
    private static List<String> words(ProcessHandle process, String file) {
        try {
            var bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), file));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0")).stream()
                    .filter(w -> !w.isEmpty())
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }
}
