package hearth.trainer.sandbox;

import hearth.protocol.SandboxGrade;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which sandbox this computer gives, and what it is worth: found out by starting [Probe] in each
/// that could be there. Whatever goes wrong on the way counts as a wall that does not stand.
///
/// @param attempts all that were tried, the one in use among them
/// @param scope limits of the child as a whole; the grade does not count them
public record Assessment(Sandbox sandbox, SandboxGrade grade, List<Attempt> attempts, Scope scope) {
    /// @param standing walls that held
    /// @param trouble last words of a probe that did not come to its end; empty if it did
    public record Attempt(String sandbox, SandboxGrade grade, Set<Wall> standing, String trouble) {
        public Set<Wall> fallen() {
            return EnumSet.complementOf(
                    standing.isEmpty() ? EnumSet.noneOf(Wall.class) : EnumSet.copyOf(standing));
        }
    }

    private record Tried(Sandbox sandbox, Attempt attempt) {}

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 4096;

    public Assessment {
        attempts = List.copyOf(attempts);
    }

    /// @param java folder of the Java to run
    /// @param classPath with this module
    /// @param work folder for files of the attempts
    public static Assessment of(View java, List<View> classPath, Limits limits, Path work) {
        var scope =
                System.getProperty("os.name").equals("Linux")
                        ? SystemdScope.tried(System.getenv(), limits)
                        : new Scope.None("this system has no control groups");
        return of(candidates(), scope, java, classPath, limits, work);
    }

    /// @param candidates the best first
    /// @param scope around each; without it all are tried again if none starts in it
    static Assessment of(
            List<Sandbox> candidates,
            Scope scope,
            View java,
            List<View> classPath,
            Limits limits,
            Path work) {
        var tried = new ArrayList<Tried>();
        for (var candidate : candidates) {
            var attempt = attempt(candidate, scope, java, classPath, limits, work);
            tried.add(new Tried(candidate, attempt));
            if (attempt.grade() == SandboxGrade.A) {
                break;
            }
        }
        var attempts = tried.stream().map(Tried::attempt).toList();
        if (scope.reason().isEmpty() && attempts.stream().noneMatch(a -> a.trouble().isEmpty())) {
            var none = new Scope.None("no sandbox starts in a scope");
            return of(candidates, none, java, classPath, limits, work);
        }
        return tried.stream()
                .filter(t -> t.attempt().trouble().isEmpty())
                .max(
                        Comparator.comparing((Tried t) -> t.attempt().grade())
                                .thenComparingInt(t -> t.attempt().standing().size()))
                .map(t -> new Assessment(t.sandbox(), t.attempt().grade(), attempts, scope))
                .orElseGet(() -> new Assessment(new Unconfined(), SandboxGrade.C, attempts, scope));
    }

    /// For a system that offers nothing, or where nothing is wanted.
    static Assessment unconfined() {
        return new Assessment(
                new Unconfined(), SandboxGrade.C, List.of(), new Scope.None("nothing is wanted"));
    }

    static List<Sandbox> candidates() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("mac")) {
            return List.of(new Seatbelt());
        }
        if (system.startsWith("windows")) {
            return List.of(new WindowsJob());
        }
        var candidates = new ArrayList<Sandbox>();
        LinuxPrograms.installed()
                .ifPresent(
                        programs -> {
                            if (isRoot()) {
                                candidates.add(new Bubblewrap(programs, true));
                            }
                            candidates.add(new Bubblewrap(programs, false));
                        });
        candidates.add(new Landlock());
        return candidates;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static Attempt attempt(
            Sandbox sandbox,
            Scope scope,
            View java,
            List<View> classPath,
            Limits limits,
            Path work) {
        try {
            var canary = Files.writeString(Files.createTempFile(work, "canary", ""), "canary");
            try (var job = JobFolder.create(work, sandbox.changesUser())) {
                var cell =
                        new Cell(java, classPath, List.of(), job, limits, Devices.none(), Map.of());
                return probed(sandbox, scope, cell, canary);
            } finally {
                Files.delete(canary);
            }
        } catch (IOException | UncheckedIOException e) {
            return new Attempt(
                    sandbox.name(), SandboxGrade.C, Set.of(), String.valueOf(e.getMessage()));
        }
    }

    private static Attempt probed(Sandbox sandbox, Scope scope, Cell cell, Path canary)
            throws IOException {
        var limits = cell.limits();
        var program = new ArrayList<String>();
        program.add(sandbox.seen(cell.java()).resolve("bin/java").toString());
        program.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        program.addAll(List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED"));
        program.addAll(List.of("-Xlog:disable", "-cp"));
        program.add(
                cell.classPath().stream()
                        .map(view -> sandbox.seen(view).toString())
                        .collect(Collectors.joining(File.pathSeparator)));
        program.add(Probe.class.getName());
        program.add(canary.toAbsolutePath().toString());
        program.add(System.getProperty("user.home"));
        program.add(Long.toString(ProcessHandle.current().pid()));
        program.add(Long.toString(limits.memoryBytes()));
        program.add(Integer.toString(limits.threads()));
        var warden = Warden.start(scope.launcher(limits), sandbox, cell, program, () -> {});
        try {
            if (!warden.process().waitFor(LIMIT)) {
                return new Attempt(sandbox.name(), SandboxGrade.C, Set.of(), "timed out");
            }
            var process = warden.process();
            var said = text(process.getInputStream().readNBytes(MOST_BYTES));
            if (process.exitValue() != 0) {
                var why = text(process.getErrorStream().readNBytes(MOST_BYTES)).strip();
                return new Attempt(sandbox.name(), SandboxGrade.C, Set.of(), "exit: " + why);
            }
            var standing = EnumSet.noneOf(Wall.class);
            said.lines().map(Wall::valueOf).forEach(standing::add);
            return new Attempt(sandbox.name(), Wall.grade(standing), standing, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Attempt(sandbox.name(), SandboxGrade.C, Set.of(), "interrupted");
        } finally {
            warden.kill();
            warden.awaitEnd();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
