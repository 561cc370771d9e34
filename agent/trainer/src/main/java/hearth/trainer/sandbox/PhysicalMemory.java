package hearth.trainer.sandbox;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Memory of this computer, or of the container that this process is in, in bytes. On Linux the
/// kernel's own files say it: Java's management beans say the same with seventy classes and half a
/// megabyte, which an agent at rest would keep for this one number.
final class PhysicalMemory {
    private static final String TOTAL = "MemTotal:";
    private static final String UNIT = " kB";
    private static final String OF_ONE_HIERARCHY = "0::";
    private static final long UNKNOWN = Long.MAX_VALUE;

    private PhysicalMemory() {}

    /// 0 where nobody knows.
    static long bytes() {
        long told = bytes(Path.of("/"));
        return told > 0 ? told : ofBeans();
    }

    /// @param root of a Linux file system; 0 where it has no `/proc/meminfo`
    static long bytes(Path root) {
        long kibibytes =
                lines(root.resolve("proc/meminfo")).stream()
                        .filter(line -> line.startsWith(TOTAL) && line.endsWith(UNIT))
                        .mapToLong(line -> number(kibibytes(line)))
                        .findFirst()
                        .orElse(UNKNOWN);
        if (kibibytes == UNKNOWN) {
            return 0;
        }
        return lines(root.resolve("proc/self/cgroup")).stream()
                .flatMap(line -> limits(root.resolve("sys/fs/cgroup"), line))
                .mapToLong(PhysicalMemory::limit)
                .reduce(kibibytes << 10, Math::min);
    }

    private static String kibibytes(String line) {
        return line.substring(TOTAL.length(), line.length() - UNIT.length());
    }

    /// Files of the group and of all that it is in, whichever holds it most tightly. In a container
    /// the group's own name may mean nothing, and its folder is the outermost.
    private static Stream<Path> limits(Path groups, String line) {
        if (line.startsWith(OF_ONE_HIERARCHY)) {
            return upwards(groups, line.substring(OF_ONE_HIERARCHY.length()), "memory.max");
        }
        var parts = line.split(":", 3);
        return parts.length == 3 && List.of(parts[1].split(",")).contains("memory")
                ? upwards(groups.resolve("memory"), parts[2], "memory.limit_in_bytes")
                : Stream.empty();
    }

    private static Stream<Path> upwards(Path top, String group, String file) {
        var own = top.resolve("." + group).normalize();
        return Stream.iterate(
                        own.startsWith(top) ? own : top, at -> at.startsWith(top), Path::getParent)
                .map(at -> at.resolve(file));
    }

    /// The word `max` is none.
    private static long limit(Path file) {
        return lines(file).stream().mapToLong(PhysicalMemory::number).findFirst().orElse(UNKNOWN);
    }

    private static long number(String text) {
        try {
            long read = Long.parseLong(text.strip());
            return read > 0 ? read : UNKNOWN;
        } catch (NumberFormatException noLimit) {
            return UNKNOWN;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException absent) {
            return List.of();
        }
    }

    private static long ofBeans() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }
}
