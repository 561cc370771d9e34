package hearth.trainer.sandbox;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// File rules, a system call filter and limits that a small launcher of ours ([Confine]) puts on
/// itself before it becomes the child. Needs no program of the system, only Linux 6.2 or newer; the
/// child shares its namespaces with everybody, so it can see that other processes exist.
public record Landlock() implements Sandbox {
    /// The C and C++ libraries, and facts about processor and memory.
    private static final List<String> READABLE =
            List.of(
                    "/usr/lib",
                    "/usr/lib64",
                    "/lib",
                    "/lib64",
                    "/etc/ld.so.cache",
                    "/sys/devices/system/cpu",
                    "/proc/self",
                    "/proc/cpuinfo",
                    "/proc/meminfo",
                    "/proc/stat",
                    "/proc/filesystems",
                    "/dev/urandom",
                    "/dev/random",
                    "/dev/zero");

    @Override
    public String name() {
        return "landlock";
    }

    @Override
    public List<String> command(Cell cell, List<String> program) throws IOException {
        var command = new ArrayList<String>();
        command.add(cell.launcherJava().toString());
        command.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
        command.add("-cp");
        command.add(
                cell.classPath().stream()
                        .map(view -> view.host().toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(Confine.class.getName());
        READABLE.forEach(path -> command.add(Confine.READ + path));
        command.add(Confine.WRITE + "/dev/null");
        for (var view : cell.views()) {
            command.add(Confine.READ + view.host());
        }
        command.add(Confine.READ + cell.job().inputs());
        command.add(Confine.WRITE + cell.job().outputs());
        command.add(Confine.WRITE + cell.job().scratch());
        cell.devices().nodes().forEach(node -> command.add(Confine.DEVICE + node));
        cell.devices().facts().forEach(fact -> command.add(Confine.READ + fact));
        var limits = cell.limits();
        command.add(Confine.LIMIT + Confine.RLIMIT_DATA + "=" + limits.memoryBytes());
        command.add(Confine.LIMIT + Confine.RLIMIT_CPU + "=" + limits.lifeCpuSeconds());
        command.add(Confine.LIMIT + Confine.RLIMIT_NOFILE + "=" + limits.openFiles());
        command.add(Confine.LIMIT + Confine.RLIMIT_FSIZE + "=" + limits.fileBytes());
        command.add(Confine.LIMIT + Confine.RLIMIT_CORE + "=0");
        command.add(Confine.THREADS + limits.threads());
        command.add("--");
        command.addAll(program);
        return command;
    }
}
