package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// What is left of the owner's [TransferLimits] now, and whether a lease fits into it. A disk that
/// was too full counts as too full until a tenth more than the owner's limit is free, so that what
/// hovers around it does not switch work on and off. Safe to call from any thread.
final class Allowance {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private final AgentSettings settings;
    private final Traffic traffic;
    private final LongSupplier freeDisk;
    private volatile boolean isDiskLow;

    Allowance(AgentSettings settings, Traffic traffic, Path home) {
        this(settings, traffic, () -> freeDisk(home));
    }

    /// @param freeDisk bytes that the disk of the data folder has left
    Allowance(AgentSettings settings, Traffic traffic, LongSupplier freeDisk) {
        this.settings = settings;
        this.traffic = traffic;
        this.freeDisk = freeDisk;
    }

    TransferLimits limits() {
        return settings.limits();
    }

    /// Why nothing more may be fetched at all.
    Optional<Reason> spent() {
        isDiskLow = freeDisk.getAsLong() <= least(settings.limits());
        return exceeds(1, 1);
    }

    private long least(TransferLimits limits) {
        return limits.freeBytes() + (isDiskLow ? limits.freeBytes() / 10 : 0);
    }

    /// As [#exceeds(long, long, long)] where the cache can be emptied.
    Optional<Reason> exceeds(long onTheLine, long onTheDisk) {
        return exceeds(onTheLine, onTheDisk, 0);
    }

    /// Why work of this size may not be taken: `data-cap-day` and `data-cap-month` with megabytes,
    /// `disk-cap` and `disk-low` with gigabytes.
    ///
    /// @param onTheLine bytes down and up
    /// @param onTheDisk bytes that come into the cache
    /// @param held bytes that are in the cache and stay there
    Optional<Reason> exceeds(long onTheLine, long onTheDisk, long held) {
        return Stream.concat(
                        line().filter(bound -> bound.left() < onTheLine),
                        disk(onTheDisk == 0 ? 0 : held).filter(bound -> bound.left() < onTheDisk))
                .findFirst()
                .map(Bound::reason);
    }

    /// Why so many bytes may not go over the line: `data-cap-day` or `data-cap-month`.
    Optional<Reason> onTheLine(long bytes) {
        return line().filter(bound -> bound.left() < bytes).findFirst().map(Bound::reason);
    }

    /// How much content may come, and which limit ends it.
    ///
    /// @param besides bytes that will go over the line as well
    /// @param held bytes that are in the cache and stay there
    Bound room(long besides, long held) {
        var line = line().map(bound -> new Bound(bound.left() - besides, bound.reason()));
        return Stream.concat(line, disk(held))
                .min(Comparator.comparingLong(Bound::left))
                .orElseThrow();
    }

    /// What one of the owner's limits leaves.
    ///
    /// @param left bytes, below zero where more was used
    /// @param reason to tell where that is too little
    record Bound(long left, Reason reason) {
        private static Bound of(long left, String id, long detail) {
            return new Bound(left, new Reason(id, Long.toString(detail)));
        }
    }

    private Stream<Bound> line() {
        var limits = settings.limits();
        var day =
                limits.bytesPerDay()
                        .map(cap -> Bound.of(cap - used(false), "data-cap-day", cap / MIB));
        var month =
                limits.bytesPerMonth()
                        .map(cap -> Bound.of(cap - used(true), "data-cap-month", cap / MIB));
        return Stream.concat(day.stream(), month.stream());
    }

    private Stream<Bound> disk(long held) {
        var limits = settings.limits();
        long free = freeDisk.getAsLong();
        return Stream.of(
                Bound.of(limits.cacheBytes() - held, "disk-cap", limits.cacheBytes() / GIB),
                Bound.of(free - least(limits), "disk-low", free / GIB));
    }

    private long used(boolean inMonth) {
        return traffic.since(inMonth).both();
    }

    private static long freeDisk(Path home) {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
