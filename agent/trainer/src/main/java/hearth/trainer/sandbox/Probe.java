package hearth.trainer.sandbox;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/// Runs inside a sandbox, tries to get out of it and prints the walls that stood, one a line. It
/// does what a hostile program would do, with the kernel's own calls.
final class Probe {
    private static final long AF_UNIX = 1;
    private static final long AF_INET = 2;
    private static final long AF_INET6 = 10;
    private static final long AF_NETLINK = 16;
    private static final long AF_PACKET = 17;
    private static final long STREAM = 1;
    private static final long RAW = 3;
    private static final long SIGCHLD = 17;
    private static final long CLONE_NEWUSER = 0x10000000;
    private static final long READ_AND_WRITE = 3;
    private static final long PRIVATE_ANONYMOUS = 0x22;
    private static final long SHARED_ANONYMOUS = 0x21;
    private static final long PR_SET_PDEATHSIG = 1;
    private static final long ONE_MIB = 1 << 20;
    private static final long SMALL_STACK = 64 << 10;

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    private final Path canary;
    private final Path home;
    private final long parent;
    private final long memoryBytes;
    private final int threads;

    private Probe(Path canary, Path home, long parent, long memoryBytes, int threads) {
        this.canary = canary;
        this.home = home;
        this.parent = parent;
        this.memoryBytes = memoryBytes;
        this.threads = threads;
    }

    /// @param args canary file, home folder, pid of the parent, limit of memory, limit of threads
    public static void main(String[] args) {
        var probe =
                new Probe(
                        Path.of(args[0]),
                        Path.of(args[1]),
                        Long.parseLong(args[2]),
                        Long.parseLong(args[3]),
                        Integer.parseInt(args[4]));
        var standing = probe.standing();
        write(standing);
        Runtime.getRuntime().halt(0);
    }

    private static void write(Set<Wall> standing) {
        var text = standing.stream().map(Wall::name).collect(Collectors.joining("\n", "", "\n"));
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<Wall> standing() {
        var walls = EnumSet.noneOf(Wall.class);
        add(walls, Wall.READING, !canRead(canary) && !canList(home) && !canRead(ACCOUNTS));
        add(walls, Wall.WRITING, !canWrite());
        add(walls, Wall.NETWORK, !canListen());
        if (LINUX) {
            askTheKernel(new Kernel(), walls);
        }
        return walls;
    }

    /// The rest is not provable elsewhere, so elsewhere it counts as not there.
    private void askTheKernel(Kernel kernel, Set<Wall> walls) {
        if (canConnect(kernel)) {
            walls.remove(Wall.NETWORK);
        }
        add(walls, Wall.FORKING, !canFork(kernel));
        add(walls, Wall.SYSTEM_CALLS, filterRefuses(kernel));
        add(walls, Wall.PRIVILEGES, hasNoPrivileges());
        boolean unlimited = canMap(kernel, memoryBytes + ONE_MIB, PRIVATE_ANONYMOUS);
        add(walls, Wall.MEMORY, !unlimited && !canShare(kernel));
        // Where processes are numbered anew, the parent is the sandbox's own first process.
        boolean numberedAnew = kernel.call("getppid") != parent;
        add(walls, Wall.PROCESSES, numberedAnew && !seesOthers());
        // Last, because it uses all threads up.
        add(walls, Wall.THREADS, !canStartThreads(threads + 1));
    }

    private static void add(Set<Wall> walls, Wall wall, boolean stands) {
        if (stands) {
            walls.add(wall);
        }
    }

    private static boolean canRead(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canList(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean canWrite() {
        return creates(canary.resolveSibling("written"))
                || creates(home.resolve(".hearth-probe"))
                || appends(canary);
    }

    private static boolean creates(Path file) {
        try {
            Files.writeString(file, "x");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean appends(Path file) {
        try {
            Files.writeString(file, "x", StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canListen() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canConnect(Kernel kernel) {
        for (long family : List.of(AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET)) {
            for (long type : List.of(STREAM, STREAM + 1, RAW)) {
                if (kernel.call("socket", family, type, 0) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean canFork(Kernel kernel) {
        long pid = kernel.call("clone", SIGCHLD);
        if (pid == 0) {
            kernel.call("exit_group", 0);
        }
        return pid >= 0;
    }

    private static boolean filterRefuses(Kernel kernel) {
        return kernel.call("unshare", CLONE_NEWUSER) < 0
                && kernel.call("clone", CLONE_NEWUSER | SIGCHLD) < 0
                && kernel.call("ptrace", 0) < 0
                && kernel.call("keyctl", 0, -3, 1) < 0
                && kernel.call("bpf", 0) < 0
                && kernel.call("io_uring_setup", 1) < 0
                && kernel.call("userfaultfd", 1) < 0
                && kernel.call("prctl", PR_SET_PDEATHSIG, 0) < 0
                && "2".equals(status("Seccomp:"));
    }

    private static boolean hasNoPrivileges() {
        return "1".equals(status("NoNewPrivs:")) && "0000000000000000".equals(status("CapEff:"));
    }

    private static String status(String field) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(field))
                    .map(line -> line.substring(field.length()).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean canMap(Kernel kernel, long bytes, long flags) {
        long at = kernel.call("mmap", 0, bytes, READ_AND_WRITE, flags, -1);
        if (at > 0) {
            kernel.call("munmap", at, bytes);
        }
        return at > 0;
    }

    private static boolean canShare(Kernel kernel) {
        return canMap(kernel, ONE_MIB, SHARED_ANONYMOUS)
                || memoryFile(kernel)
                || kernel.call("shmget", 0, 1) > 0;
    }

    private static boolean memoryFile(Kernel kernel) {
        try (var arena = Arena.ofConfined()) {
            // A card's driver needs it; then the open files and their length bound it.
            return Files.notExists(Path.of("/dev/nvidiactl"))
                    && Files.notExists(Path.of("/dev/kfd"))
                    && kernel.call("memfd_create", arena.allocateFrom("x").address(), 0) >= 0;
        }
    }

    private boolean seesOthers() {
        try (var entries = Files.list(Path.of("/proc"))) {
            long processes =
                    entries.filter(e -> e.getFileName().toString().matches("\\d+")).count();
            // The sandbox's own first process, and this one.
            return processes > 2 || Files.exists(Path.of("/proc/" + parent + "/environ"));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canStartThreads(int count) {
        var end = new CountDownLatch(1);
        try {
            for (int i = 0; i < count; i++) {
                var thread = new Thread(null, () -> await(end), "probe", SMALL_STACK);
                thread.setDaemon(true);
                thread.start();
            }
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        } finally {
            end.countDown();
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
