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

    private final Path home;

    ProcessTable(Path home) {
        this.home = home;
    }

    /// Processes of the data folder that run now; not this program's own, and no window.
    Map<ProcessHandle, Kind> running() {
        var found = new TreeMap<ProcessHandle, Kind>();
        ProcessHandle.allProcesses()
                .filter(p -> !p.equals(ProcessHandle.current()))
                .forEach(p -> kind(p).ifPresent(kind -> found.put(p, kind)));
        return found;
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
        return Optional.of(words.getFirst().endsWith("/anvil") ? Kind.CHAIN : Kind.TRAINER);
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
