package hearth.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/// Which of the programs that somebody named run now. A program's name is that of its file, without
/// folders and without `.exe`, in any case; on Linux the name that it gave itself counts too, so
/// that a Windows game under Wine is found. Looks at most once a second. One thread.
final class RunningPrograms {
    static final Path PROC = Path.of("/proc");
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /// Longer names are cut by the kernel.
    private static final int COMM = 15;

    /// A process may become another program soon after it was made, seldom later.
    private static final int YOUNG_LOOKS = 10;

    private final Path proc;
    private final LongSupplier nanos;
    private Map<String, Known> known = Map.of();
    private Set<String> asked = Set.of();
    private Set<String> running = Set.of();
    private long looked;

    /// @param names in small letters
    private record Known(Set<String> names, int looks) {}

    /// @param proc the kernel's folder of processes, read where it exists
    RunningPrograms(Path proc, LongSupplier nanos) {
        this.proc = proc;
        this.nanos = nanos;
    }

    /// Those of these names that a running program has, as they were given.
    Set<String> among(Set<String> names) {
        long now = nanos.getAsLong();
        if (names.isEmpty()) {
            known = Map.of();
            asked = names;
            running = names;
            return names;
        }
        if (!names.equals(asked) || now - looked >= PAUSE) {
            asked = Set.copyOf(names);
            looked = now;
            running = look();
        }
        return running;
    }

    private Set<String> look() {
        var all = Files.isDirectory(proc) ? ofTheKernel() : ofTheRuntime();
        var found = new TreeSet<String>();
        for (var name : asked) {
            var plain = plain(name);
            if (all.contains(plain) || (plain.length() > COMM && all.contains(cut(plain)))) {
                found.add(name);
            }
        }
        return found;
    }

    /// The same on every system, but costly: it reads several files of each process.
    private static Set<String> ofTheRuntime() {
        var names = new TreeSet<String>();
        ProcessHandle.allProcesses()
                .flatMap(process -> process.info().command().stream())
                .forEach(command -> names.add(plain(command)));
        return names;
    }

    /// Reads each process a few times while it is young and then leaves it alone.
    private Set<String> ofTheKernel() {
        var next = new HashMap<String, Known>();
        var names = new TreeSet<String>();
        try (var processes = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (var process : processes) {
                var id = process.getFileName().toString();
                var before = Optional.ofNullable(known.get(id));
                var now =
                        before.filter(k -> k.looks() >= YOUNG_LOOKS)
                                .orElseGet(
                                        () ->
                                                new Known(
                                                        names(process),
                                                        before.map(Known::looks).orElse(0) + 1));
                next.put(id, now);
                names.addAll(now.names());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        known = next;
        return names;
    }

    private static Set<String> names(Path process) {
        var names = new TreeSet<String>();
        text(process.resolve("comm")).ifPresent(comm -> names.add(plain(comm)));
        text(process.resolve("cmdline"))
                .map(line -> line.split("\0", 2)[0])
                .filter(first -> !first.isEmpty())
                .ifPresent(first -> names.add(plain(first)));
        return names;
    }

    /// Nothing for a process that has just ended.
    private static Optional<String> text(Path file) {
        try {
            return Optional.of(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String plain(String command) {
        var name = command.strip().toLowerCase(Locale.ROOT);
        for (var separator : List.of("/", "\\")) {
            name = name.substring(name.lastIndexOf(separator) + 1);
        }
        return name.endsWith(".exe") ? name.substring(0, name.length() - ".exe".length()) : name;
    }

    private static String cut(String name) {
        return name.substring(0, COMM);
    }
}
