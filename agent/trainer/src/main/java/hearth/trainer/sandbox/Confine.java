package hearth.trainer.sandbox;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// Gives its own rights up and becomes the program behind `--` in its arguments. Every step that
/// fails ends it, so that the program never runs with more rights than were meant.
final class Confine {
    static final String READ = "read:";
    static final String WRITE = "write:";
    static final String DEVICE = "device:";
    static final String LIMIT = "limit:";
    static final String THREADS = "threads:";
    static final int RLIMIT_CPU = 0;
    static final int RLIMIT_FSIZE = 1;
    static final int RLIMIT_DATA = 2;
    static final int RLIMIT_CORE = 4;
    static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_NPROC = 6;

    /// Before this one a child could cut files short that it may only read.
    private static final long NEEDED_LANDLOCK = 3;

    private static final long LANDLOCK_WITH_NETWORK = 4;
    private static final long LANDLOCK_WITH_DEVICES = 5;
    private static final long LANDLOCK_WITH_SCOPES = 6;
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long TRUNCATE = 1 << 14;
    private static final long DEVICE_CONTROL = 1 << 15;

    /// All file rights up to truncation; those that make devices, sockets, pipes and links are
    /// given to nobody.
    private static final long ALL_FILE_RIGHTS = (1 << 15) - 1;

    private static final long FOR_FOLDERS_TO_READ = EXECUTE | READ_FILE | READ_FOLDER;
    private static final long REMOVE_AND_MAKE = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8;
    private static final long TCP = 0b11;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 0b11;
    private static final int RULE_PATH_BENEATH = 1;
    private static final long O_PATH = 010000000;
    private static final long AT_FDCWD = -100;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long PR_SET_NO_NEW_PRIVS = 38;
    private static final long SIGKILL = 9;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final int COULD_NOT = 72;

    private final Kernel kernel = new Kernel();
    private final Arena arena = Arena.global();

    private Confine() {}

    public static void main(String[] args) throws IOException {
        int end = Arrays.asList(args).indexOf("--");
        var settings = List.of(args).subList(0, end);
        var confine = new Confine();
        confine.giveUp(settings);
        confine.become(List.of(args).subList(end + 1, args.length));
    }

    private void giveUp(List<String> settings) throws IOException {
        long threads = threadsOfThisUser();
        must("die with the parent", kernel.call("prctl", PR_SET_PDEATHSIG, SIGKILL));
        must("gain no rights", kernel.call("prctl", PR_SET_NO_NEW_PRIVS, 1));
        restrictFiles(settings);
        boolean accelerator = false;
        for (var setting : settings) {
            accelerator |= setting.startsWith(DEVICE);
            if (setting.startsWith(LIMIT)) {
                var parts = setting.substring(LIMIT.length()).split("=", -1);
                limit(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
            } else if (setting.startsWith(THREADS)) {
                limit(RLIMIT_NPROC, threads + Long.parseLong(setting.substring(THREADS.length())));
            }
        }
        var self = OptionalLong.of(ProcessHandle.current().pid());
        filter(SeccompFilter.program(kernel.numbers(), accelerator, self));
    }

    private void restrictFiles(List<String> settings) {
        long version = kernel.call("landlock_create_ruleset", 0, 0, 1);
        if (version < NEEDED_LANDLOCK) {
            fail("Landlock is older than Linux 6.2 or switched off", version);
        }
        long rights = ALL_FILE_RIGHTS | (version >= LANDLOCK_WITH_DEVICES ? DEVICE_CONTROL : 0);
        var attributes = arena.allocate(24);
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 0, rights);
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 1, version >= LANDLOCK_WITH_NETWORK ? TCP : 0);
        boolean scopes = version >= LANDLOCK_WITH_SCOPES;
        attributes.setAtIndex(ValueLayout.JAVA_LONG, 2, scopes ? ABSTRACT_SOCKETS_AND_SIGNALS : 0);
        long size = scopes ? 24 : version >= LANDLOCK_WITH_NETWORK ? 16 : 8;
        long rules = kernel.call("landlock_create_ruleset", attributes.address(), size, 0);
        must("make file rules", rules);
        for (var setting : settings) {
            if (setting.startsWith(READ)) {
                permit(rules, setting.substring(READ.length()), FOR_FOLDERS_TO_READ);
            } else if (setting.startsWith(WRITE)) {
                permit(
                        rules,
                        setting.substring(WRITE.length()),
                        FOR_FOLDERS_TO_READ | WRITE_FILE | TRUNCATE | REMOVE_AND_MAKE);
            } else if (setting.startsWith(DEVICE)) {
                permit(
                        rules,
                        setting.substring(DEVICE.length()),
                        (READ_FILE | WRITE_FILE | DEVICE_CONTROL) & rights);
            }
        }
        must("keep to file rules", kernel.call("landlock_restrict_self", rules, 0));
    }

    private void permit(long rules, String text, long rights) {
        var path = Path.of(text);
        if (Files.notExists(path)) {
            return;
        }
        long forFiles = rights & (EXECUTE | READ_FILE | WRITE_FILE | TRUNCATE | DEVICE_CONTROL);
        long fd = kernel.call("openat", AT_FDCWD, arena.allocateFrom(text).address(), O_PATH, 0);
        must("open " + text, fd);
        var rule = arena.allocate(12, 8);
        rule.set(ValueLayout.JAVA_LONG, 0, Files.isDirectory(path) ? rights : forFiles);
        rule.set(ValueLayout.JAVA_INT, 8, (int) fd);
        must(
                "permit " + text,
                kernel.call("landlock_add_rule", rules, RULE_PATH_BENEATH, rule.address(), 0));
        kernel.call("close", fd);
    }

    private void limit(int resource, long value) {
        var pair = arena.allocate(16);
        pair.setAtIndex(ValueLayout.JAVA_LONG, 0, value);
        pair.setAtIndex(ValueLayout.JAVA_LONG, 1, value);
        must("limit " + resource, kernel.call("prlimit64", 0, resource, pair.address(), 0));
    }

    /// Outside a user namespace the kernel counts the threads of all of a user's processes.
    private static long threadsOfThisUser() throws IOException {
        long threads = 0;
        var user = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    var owner = Files.getAttribute(process, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                    if (owner.equals(user)) {
                        threads +=
                                Files.getAttribute(process.resolve("task"), "unix:nlink")
                                                instanceof Integer links
                                        ? links - 2
                                        : 0;
                    }
                } catch (IOException e) {
                    // It ended while we counted.
                }
            }
        }
        return threads;
    }

    private void filter(byte[] program) {
        var instructions = arena.allocate(program.length, 8);
        MemorySegment.copy(program, 0, instructions, ValueLayout.JAVA_BYTE, 0, program.length);
        var description = arena.allocate(16);
        description.set(ValueLayout.JAVA_SHORT, 0, (short) (program.length / 8));
        description.set(ValueLayout.JAVA_LONG, 8, instructions.address());
        must(
                "filter system calls",
                kernel.call("seccomp", SECCOMP_SET_MODE_FILTER, 0, description.address()));
    }

    /// Ends all other threads of this JVM; what was given up stays given up.
    private void become(List<String> program) {
        var environment =
                System.getenv().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList();
        var path = arena.allocateFrom(program.get(0));
        long error =
                kernel.call(
                        "execve",
                        path.address(),
                        strings(program).address(),
                        strings(environment).address());
        fail("start the program", error);
    }

    private MemorySegment strings(List<String> texts) {
        var pointers = arena.allocate(ValueLayout.ADDRESS, texts.size() + 1);
        for (int i = 0; i < texts.size(); i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(texts.get(i)));
        }
        return pointers;
    }

    private static void must(String what, long result) {
        if (result < 0) {
            fail(what, result);
        }
    }

    private static void fail(String what, long result) {
        System.err.println("no sandbox: could not " + what + " (" + result + ")");
        Runtime.getRuntime().halt(COULD_NOT);
    }
}
