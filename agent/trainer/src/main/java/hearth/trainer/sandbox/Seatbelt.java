package hearth.trainer.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// macOS: a sandbox profile for `sandbox-exec`, which Apple calls deprecated and replaces by
/// nothing for programs outside its store. It limits files and network, not memory or threads, so
/// it is never worth more than grade C here. Written from documentation, never run.
public record Seatbelt() implements Sandbox {
    private static final String PROGRAM = "/usr/bin/sandbox-exec";

    private static final List<Path> LIBRARIES =
            List.of(Path.of("/usr/lib"), Path.of("/System/Library"), Path.of("/Library/Apple"));

    private static final List<Path> DEVICES =
            List.of(Path.of("/dev/null"), Path.of("/dev/random"), Path.of("/dev/urandom"));

    @Override
    public String name() {
        return "sandbox-exec";
    }

    @Override
    public List<String> command(Cell cell, List<String> program) throws IOException {
        var command = new ArrayList<String>();
        var limits = cell.limits();
        // Blocks of 512 bytes; macOS offers no limit of memory, and counts all of a user's threads.
        var ulimits =
                "ulimit -c 0 -n %d -f %d && exec \"$@\""
                        .formatted(limits.openFiles(), limits.fileBytes() / 512);
        command.addAll(List.of("/bin/sh", "-c", ulimits, "sh", PROGRAM, "-p", profile(cell)));
        command.addAll(program);
        return command;
    }

    /// Paths are the real ones: the kernel compares after following links, `/tmp` is
    /// `/private/tmp`.
    static String profile(Cell cell) throws IOException {
        var readable = new LinkedHashSet<>(LIBRARIES);
        var writable = new LinkedHashSet<Path>();
        for (var view : cell.views()) {
            readable.add(view.host().toRealPath());
        }
        readable.add(cell.job().inputs().toRealPath());
        writable.add(cell.job().outputs().toRealPath());
        writable.add(cell.job().scratch().toRealPath());
        var all = new LinkedHashSet<>(readable);
        all.addAll(writable);
        var java = cell.java().host().toRealPath();
        var rules = new ArrayList<String>();
        rules.add("(version 1)");
        rules.add("(deny default)");
        rules.add("(allow process-exec " + paths("subpath", Set.of(java)) + ")");
        rules.add("(allow sysctl-read)");
        rules.add("(allow signal (target self))");
        rules.add("(allow file-read-metadata " + paths("literal", above(all)) + ")");
        rules.add("(allow file-read* " + paths("subpath", all) + ")");
        rules.add("(allow file-read* " + paths("literal", DEVICES) + ")");
        rules.add("(allow file-write-data " + paths("literal", DEVICES.subList(0, 1)) + ")");
        rules.add("(allow file-write* " + paths("subpath", writable) + ")");
        if (cell.devices().accelerated()) {
            rules.add("(allow iokit-open (iokit-user-client-class \"AGXDeviceUserClient\"))");
            rules.add("(allow mach-lookup (global-name \"com.apple.MTLCompilerService\"))");
        }
        return String.join("\n", rules) + "\n";
    }

    private static Set<Path> above(Set<Path> paths) {
        var parents = new LinkedHashSet<Path>();
        for (var path : paths) {
            for (var p = path.getParent(); p != null; p = p.getParent()) {
                parents.add(p);
            }
        }
        return parents;
    }

    private static String paths(String kind, Iterable<Path> paths) {
        var filters = new ArrayList<String>();
        paths.forEach(path -> filters.add("(" + kind + " " + quoted(path) + ")"));
        return filters.stream().collect(Collectors.joining(" "));
    }

    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
