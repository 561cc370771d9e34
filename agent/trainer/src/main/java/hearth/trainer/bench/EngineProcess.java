package hearth.trainer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What Linux tells about a process.
final class EngineProcess {
    private static final String LIBRARY = "libtorch_cpu.so";
    private static final int INODE = 4;

    private EngineProcess() {}

    /// The process that has this libtorch loaded: the given one or one that it started. The file is
    /// known by its number, because a sandbox shows it under another name.
    ///
    /// @param libraries folder of libtorch
    /// @throws MissingPartException if there is none: not on Linux, or another engine
    static long within(long root, Path libraries) {
        var self = ProcessHandle.of(root).stream();
        var children = ProcessHandle.of(root).stream().flatMap(ProcessHandle::descendants);
        var library = libraries.resolve(LIBRARY);
        var file = inode(library);
        return Stream.concat(self, children)
                .map(ProcessHandle::pid)
                .filter(pid -> maps(pid, file))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MissingPartException(
                                        "The comparison needs Linux and must see that the trainer"
                                                + " has loaded "
                                                + library
                                                + "; it does not."));
    }

    private static String inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino").toString();
        } catch (IOException | UnsupportedOperationException e) {
            throw new MissingPartException("The comparison needs " + file + " on Linux.", e);
        }
    }

    private static boolean maps(long pid, String inode) {
        try (var maps = Files.lines(Path.of("/proc", Long.toString(pid), "maps"))) {
            return maps.map(line -> line.split(" +", -1))
                    .anyMatch(fields -> fields.length > INODE && fields[INODE].equals(inode));
        } catch (IOException | UncheckedIOException e) {
            return false;
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
