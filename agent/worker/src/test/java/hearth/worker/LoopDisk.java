package hearth.worker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// An ext4 disk in a file, whose power can be cut: what was not forced to it is gone, as its
/// journal's last transactions are. Needs root and loop devices.
final class LoopDisk implements AutoCloseable {
    private static final long SIZE = 96L << 20;

    /// `EXT4_IOC_SHUTDOWN`, without writing the file system's own journal first.
    private static final long SHUTDOWN = 0x8004587DL;

    private static final int NO_LOG_FLUSH = 2;

    private static final int TRIES = 300;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path image;
    private final Path mountPoint;

    private LoopDisk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    /// A mounted, empty disk, or none where this computer lets no test have one.
    static Optional<LoopDisk> in(Path folder) {
        try {
            var image = Files.createDirectories(folder).resolve("disk");
            try (var file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(SIZE);
            }
            var disk = new LoopDisk(image, Files.createDirectories(folder.resolve("mnt")));
            boolean there = run("mkfs.ext4", "-q", "-F", image.toString()) && disk.isMounted();
            return Optional.of(disk).filter(_ -> there);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return mountPoint;
    }

    private boolean isMounted() {
        return run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    }

    /// Forces all that was written.
    void sync() {
        if (!run("sync", "-f", mountPoint.toString())) {
            throw new IllegalStateException("sync failed");
        }
    }

    /// From now on nothing reaches the disk and every access fails.
    @SuppressWarnings("restricted") // libc's ioctl
    void cutPower() {
        var linker = Linker.nativeLinker();
        var open =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("open"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        var ioctl =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("ioctl"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS),
                        Linker.Option.firstVariadicArg(2));
        var close =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("close"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            var path = arena.allocateFrom(mountPoint.toString(), StandardCharsets.UTF_8);
            int file = (int) open.invokeExact(path, 0);
            int done =
                    (int)
                            ioctl.invokeExact(
                                    file,
                                    SHUTDOWN,
                                    arena.allocateFrom(ValueLayout.JAVA_INT, NO_LOG_FLUSH));
            int closed = (int) close.invokeExact(file);
            if (file < 0 || done != 0 || closed != 0) {
                throw new IllegalStateException("the power could not be cut");
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Power again: the disk as it survived. Nobody may have a file of it open.
    void restorePower() {
        unmount();
        if (!isMounted()) {
            throw new IllegalStateException("the disk did not come back");
        }
    }

    /// Files of this disk that this process has open.
    private List<Path> open() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.flatMap(LoopDisk::target).filter(f -> f.startsWith(mountPoint)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> target(Path link) {
        try {
            return Stream.of(Files.readSymbolicLink(link));
        } catch (IOException closedMeanwhile) {
            return Stream.empty();
        }
    }

    private static boolean run(String... command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// The kernel may hold a file for a moment longer than the process that had it open.
    private void unmount() {
        for (int tries = 0; tries < TRIES; tries++) {
            if (run("umount", mountPoint.toString())) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        var open = open();
        run("umount", "-l", mountPoint.toString());
        throw new IllegalStateException("the disk is still in use: " + open);
    }

    @Override
    public void close() {
        unmount();
    }
}
