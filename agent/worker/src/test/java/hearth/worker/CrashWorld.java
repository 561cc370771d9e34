package hearth.worker;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A home folder, a coordinator and a time, from a seed. It sees every effect on them and keeps, of
/// those that are wished, what a dead machine would leave. Belongs to one thread.
final class CrashWorld implements AutoCloseable {
    private static final int FAULT_PERCENT = 8;
    private static final int SICK_PER_MILLE = 4;

    private final Path home;
    private final FakeCoordinator coordinator;
    private final MovingClock clock;
    private final RandomGenerator random;
    private final CrashCounts counts;
    private final WriteLog log;
    private final Path watched;
    private final List<Remains> kept = new ArrayList<>();
    private Wish wish = (_, _) -> false;
    private int effects;
    private int copies;
    private boolean isSick;
    private long logSize;

    /// Which of the effects are kept.
    interface Wish {
        boolean keep(int number, boolean isCut);
    }

    /// What is left after a crash at one effect.
    record Remains(Path home, FakeCoordinator coordinator, Instant at, String effect) {}

    /// Time that goes on when it is told to.
    static final class MovingClock extends Clock {
        private Instant now;

        MovingClock(Instant now) {
            this.now = now;
        }

        void reach(Instant later) {
            now = later.isAfter(now) ? later : now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    CrashWorld(
            Path home,
            FakeCoordinator coordinator,
            Instant at,
            RandomGenerator random,
            CrashCounts counts) {
        this.home = home;
        this.coordinator = coordinator;
        this.clock = new MovingClock(at);
        this.random = random;
        this.counts = counts;
        this.log = new WriteLog(home, this::writes);
        this.watched = new WatchedFiles(log).path(home);
        this.logSize = sizeOf(writeAhead(home));
        coordinator.faults(_ -> fault());
        WatchedCommits.listen(this::commits);
    }

    /// The home folder, watched.
    Path home() {
        return watched;
    }

    FakeCoordinator coordinator() {
        return coordinator;
    }

    MovingClock clock() {
        return clock;
    }

    RandomGenerator random() {
        return random;
    }

    /// Effects so far.
    int effects() {
        return effects;
    }

    void keep(Wish which) {
        wish = which;
    }

    /// From now on writes fail now and then, as on a full or a sick disk.
    void sick(boolean isSick) {
        this.isSick = isSick;
    }

    List<Remains> kept() {
        return kept;
    }

    private FakeCoordinator.Fault fault() {
        if (random.nextInt(100) >= FAULT_PERCENT) {
            return FakeCoordinator.Fault.NONE;
        }
        counts.fault();
        var all = FakeCoordinator.Fault.values();
        return all[1 + random.nextInt(all.length - 1)];
    }

    private void writes(String what) throws IOException {
        if (!what.startsWith("before")) {
            happens(what);
        } else if (isFailing()) {
            throw new IOException("No space left on device");
        }
    }

    private boolean isFailing() {
        if (!isSick || random.nextInt(1000) >= SICK_PER_MILLE) {
            return false;
        }
        counts.fault();
        return true;
    }

    /// Something was done, or is about to be.
    void happens(String what) {
        int number = effects++;
        if (wish.keep(number, false)) {
            kept.add(remains(what, false));
        }
        if (log.isDirty() && wish.keep(number, true)) {
            kept.add(remains("cut " + what, true));
        }
    }

    /// A commit that wrote nothing is no effect.
    private void commits(boolean isDone) throws SQLException {
        if (!isDone) {
            if (isFailing()) {
                throw new SQLException("[SQLITE_FULL] database or disk is full");
            }
            return;
        }
        long size = sizeOf(writeAhead(home));
        if (size > logSize) {
            int number = effects++;
            if (wish.keep(number, false)) {
                kept.add(remains("committed", false));
            }
            if (wish.keep(number, true)) {
                kept.add(torn(logSize, size));
            }
            logSize = size;
        }
    }

    private Remains remains(String what, boolean isCut) {
        var copy = home.resolveSibling(home.getFileName() + "-" + copies++);
        copyOf(home, copy);
        if (isCut) {
            log.cut(copy, random);
            counts.cut();
        }
        return new Remains(copy, coordinator.copy(), clock.instant(), what);
    }

    /// A commit that did not return: any part of what it wrote may be on the disk.
    private Remains torn(long from, long to) {
        var remains = remains("cut in a commit", true);
        try (var file = FileChannel.open(writeAhead(remains.home()), StandardOpenOption.WRITE)) {
            file.truncate(random.nextLong(from, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return remains;
    }

    private static Path writeAhead(Path home) {
        return home.resolve("journal.db-wal");
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyOf(Path from, Path to) {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                var target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.endsWith("journal.db-shm")) {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        WatchedCommits.listen(null);
        remove(home);
    }
}
