package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A scope of the owner's own service manager, made by `systemd-run`, which then becomes the
/// command: no process more, same parent, same priority. Used only where a trial has read its
/// limits back from the kernel.
///
/// @param systemdRun,env programs of the system, by absolute path
/// @param runtimeFolder in which the manager listens; the child never sees it
public record SystemdScope(Path systemdRun, Path env, Path runtimeFolder) implements Scope {
    private static final String RUNTIME = "XDG_RUNTIME_DIR";
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 4096;
    private static final long MIB = 1 << 20;

    /// More than the limits of each process, so that those answer first: a training that outgrows
    /// them is told so, one that outgrows its group is killed.
    private static final long MEMORY_OF_THE_SYSTEM = 256 * MIB;

    private static final int TASKS_OF_THE_SANDBOX = 16;

    /// Prints the kernel's limits of the group in which it runs.
    private static final String READ_BACK =
            "cd /sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup) && grep -H . memory.max"
                    + " pids.max cpu.max";

    /// What this computer gives, tried out.
    ///
    /// @param environment of this process
    static Scope tried(Map<String, String> environment, Limits limits) {
        var runtime = environment.get(RUNTIME);
        if (runtime == null || Files.notExists(Path.of(runtime, "systemd", "private"))) {
            return new None("no service manager of this user runs here");
        }
        return new SystemdScope(
                        Path.of("/usr/bin/systemd-run"), Path.of("/usr/bin/env"), Path.of(runtime))
                .tried(limits);
    }

    /// This, or why it does not hold.
    Scope tried(Limits limits) {
        if (!Files.isExecutable(systemdRun) || !Files.isExecutable(env)) {
            return new None(systemdRun + " or " + env + " is missing");
        }
        var command = new ArrayList<>(launcher(limits));
        command.addAll(List.of("sh", "-c", READ_BACK));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(LIMIT)) {
                    return new None("systemd-run did not answer");
                }
                var said = process.getInputStream().readNBytes(MOST_BYTES);
                return judged(new String(said, StandardCharsets.UTF_8).strip(), limits);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new None(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new None("interrupted");
        }
    }

    /// @param said lines of file and content, as the kernel has them
    private Scope judged(String said, Limits limits) {
        var held =
                said.lines()
                        .map(line -> line.split(":", 2))
                        .filter(parts -> parts.length == 2)
                        .collect(
                                Collectors.toMap(
                                        parts -> parts[0],
                                        parts -> parts[1],
                                        (first, _) -> first,
                                        TreeMap::new));
        boolean holds =
                Long.toString(memoryBytes(limits)).equals(held.get("memory.max"))
                        && Integer.toString(tasks(limits)).equals(held.get("pids.max"))
                        && !held.getOrDefault("cpu.max", "max").startsWith("max");
        return holds
                ? this
                : new None(said.isEmpty() ? "systemd-run set no limits" : "systemd-run: " + said);
    }

    @Override
    public String name() {
        return "systemd";
    }

    @Override
    public String reason() {
        return "";
    }

    @Override
    public List<String> launcher(Limits limits) {
        return List.of(
                env.toString(),
                RUNTIME + "=" + runtimeFolder,
                systemdRun.toString(),
                "--user",
                "--scope",
                "--quiet",
                "--collect",
                "--property=MemoryMax=" + memoryBytes(limits),
                "--property=TasksMax=" + tasks(limits),
                "--property=CPUQuota=" + 100 * cores(limits) + "%",
                "--",
                env.toString(),
                "--unset=" + RUNTIME,
                "--unset=INVOCATION_ID");
    }

    /// In whole mebibytes, because the kernel keeps whole pages.
    private static long memoryBytes(Limits limits) {
        long bytes = limits.memoryBytes() + 2 * limits.scratchBytes() + MEMORY_OF_THE_SYSTEM;
        return bytes / MIB * MIB;
    }

    private static int tasks(Limits limits) {
        return limits.threads() + TASKS_OF_THE_SANDBOX;
    }

    /// As many as its tasks may keep busy, and one for what the virtual machine does beside.
    private static long cores(Limits limits) {
        long time = Math.max(1, limits.taskTime().toMillis());
        return 1 + Math.ceilDiv(limits.taskCpu().toMillis(), time);
    }
}
