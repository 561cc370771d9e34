package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Linux namespaces made by bubblewrap: the child has its own file system of a few read-only
/// folders, no network, no other process, no capability, a system call filter and limits.
///
/// Started by root it runs the child as a user that nobody else is, because the kernel limits no
/// threads of root's; otherwise in a user namespace.
///
/// @param programs where `bwrap`, `sh`, `prlimit` and `setpriv` are
public record Bubblewrap(LinuxPrograms programs, boolean changesUser) implements Sandbox {
    private static final Path ROOT = Path.of("/hearth");
    private static final Path JOB = Path.of("/job");
    private static final Path SCRATCH = Path.of("/tmp");
    private static final String NOBODY = "65534";

    /// The C and C++ libraries and the loader that finds them.
    private static final List<Path> LIBRARIES =
            List.of(
                    Path.of("/usr/lib"),
                    Path.of("/usr/lib64"),
                    Path.of("/lib"),
                    Path.of("/lib64"),
                    Path.of("/etc/ld.so.cache"));

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public Path seen(View view) {
        return ROOT.resolve(view.inside());
    }

    @Override
    public Path seen(JobFolder job) {
        return JOB;
    }

    @Override
    public Path scratch(JobFolder job) {
        return SCRATCH;
    }

    @Override
    public List<String> command(Cell cell, List<String> program) throws IOException {
        var calls = SystemCalls.of(System.getProperty("os.arch"));
        var filter =
                SeccompFilter.program(calls, cell.devices().accelerated(), OptionalLong.empty());
        var filterFile = cell.job().writeControl("filter.bpf", filter);

        var command = new ArrayList<String>();
        // The filter goes in by descriptor, which a Java process cannot hand down by itself.
        command.addAll(List.of(programs.sh(), "-c", "exec \"$@\" 9<\"$0\""));
        command.add(filterFile.toString());
        command.add(programs.bwrap());
        namespaces(command);
        libraries(command);
        bind(command, "--ro-bind", Path.of(programs.prlimit()));
        add(command, "--proc", "/proc");
        devices(command, cell);
        add(command, "--size", Long.toString(cell.limits().scratchBytes()));
        add(command, "--perms", "1777", "--tmpfs", SCRATCH.toString());
        for (var view : cell.views()) {
            if (changesUser) {
                Trees.openForReading(view.host());
            }
            bind(command, "--ro-bind", view.host(), seen(view));
        }
        bind(command, "--ro-bind", cell.job().inputs(), JOB.resolve("in"));
        bind(command, "--bind", cell.job().outputs(), JOB.resolve("out"));
        cell.environment().forEach((name, value) -> add(command, "--setenv", name, value));
        add(command, "--chdir", SCRATCH.toString());
        add(command, "--seccomp", "9", "--");
        if (changesUser) {
            command.addAll(asNobodyElse(cell.job()));
        }
        command.addAll(limits(cell.limits()));
        command.addAll(program);
        return command;
    }

    private void namespaces(List<String> command) {
        add(command, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts");
        add(command, "--unshare-cgroup-try", "--hostname", "hearth");
        add(command, "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL");
        if (changesUser) {
            add(command, "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID");
            add(command, "--cap-add", "CAP_SETPCAP");
            bind(command, "--ro-bind", Path.of(programs.setpriv()));
        } else {
            add(command, "--unshare-user", "--uid", NOBODY, "--gid", NOBODY);
        }
    }

    private static void libraries(List<String> command) throws IOException {
        for (var library : LIBRARIES) {
            if (Files.isSymbolicLink(library)) {
                add(
                        command,
                        "--symlink",
                        Files.readSymbolicLink(library).toString(),
                        library.toString());
            } else if (Files.exists(library)) {
                bind(command, "--ro-bind", library);
            }
        }
    }

    private static void devices(List<String> command, Cell cell) {
        add(command, "--dev", "/dev");
        add(command, "--size", Long.toString(cell.limits().scratchBytes()));
        add(command, "--perms", "1777", "--tmpfs", "/dev/shm");
        for (var node : cell.devices().nodes()) {
            add(command, "--dev-bind", node.toString(), node.toString());
        }
        for (var fact : cell.devices().facts()) {
            bind(command, "--ro-bind", fact);
        }
        // The processor's layout, which libraries choose their code by.
        bind(command, "--ro-bind-try", Path.of("/sys/devices/system/cpu"));
        add(command, "--remount-ro", "/dev");
    }

    private List<String> asNobodyElse(JobFolder job) {
        var user = Integer.toString(job.user().orElseThrow());
        return List.of(
                programs.setpriv(),
                "--reuid",
                user,
                "--regid",
                user,
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                "--");
    }

    /// Inside the namespaces, because there the kernel counts the child's threads alone (from Linux
    /// 5.14 on).
    private List<String> limits(Limits limits) {
        return List.of(
                programs.prlimit(),
                "--data=" + limits.memoryBytes(),
                "--cpu=" + limits.lifeCpuSeconds(),
                "--nproc=" + limits.threads(),
                "--nofile=" + limits.openFiles(),
                "--fsize=" + limits.fileBytes(),
                "--core=0",
                "--msgqueue=0",
                "--");
    }

    private static void bind(List<String> command, String how, Path both) {
        bind(command, how, both, both);
    }

    /// The folders above are named too: those that bubblewrap makes by itself are root's alone.
    private static void bind(List<String> command, String how, Path host, Path inside) {
        for (int names = 1; names < inside.getNameCount(); names++) {
            add(command, "--dir", "/" + inside.subpath(0, names));
        }
        add(command, how, host.toString(), inside.toString());
    }

    private static void add(List<String> command, String... arguments) {
        command.addAll(List.of(arguments));
    }
}
