package hearth.trainer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What Linux tells about a process that has libtorch loaded, and where from.
///
/// @param pid of the process itself, which a launcher may have started
/// @param libtorch folder of the shared objects that it uses
record EngineProcess(long pid, Path libtorch) {
    private static final String LIBRARY = "/libtorch_cpu.so";

    /// The process itself or one that it started.
    ///
    /// @throws MissingPartException if there is none: not on Linux, or another engine
    static EngineProcess within(long root) {
        var self = ProcessHandle.of(root).stream();
        var children = ProcessHandle.of(root).stream().flatMap(ProcessHandle::descendants);
        return Stream.concat(self, children)
                .map(ProcessHandle::pid)
                .flatMap(
                        pid -> libtorch(pid).map(folder -> new EngineProcess(pid, folder)).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new MissingPartException(
                                        "The comparison needs Linux: only there it can tell which"
                                                + " libtorch the trainer has loaded."));
    }

    private static Optional<Path> libtorch(long pid) {
        try (var maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
            return maps.filter(line -> line.endsWith(LIBRARY))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .map(Path::getParent)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Page faults since the process began, minor and major.
    static long pageFaults(long pid) {
        return field(pid, 10) + field(pid, 12);
    }

    /// Processor time since the process began, in ticks of 10 ms.
    static long ticks(long pid) {
        return field(pid, 14) + field(pid, 15);
    }

    /// Fields are counted from 1, as in proc_pid_stat(5).
    private static long field(long pid, int number) {
        try {
            var line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name, field 2, may hold spaces.
            var rest = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
            return Long.parseLong(rest.get(number - 3));
        } catch (IOException e) {
            throw new MissingPartException("The comparison needs Linux: there is no /proc.", e);
        }
    }
}
