package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;

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
        long free = freeDisk.getAsLong();
        isDiskLow = free <= least(settings.limits());
        return exceeds(1, 1, free);
    }

    private long least(TransferLimits limits) {
        return limits.freeBytes() + (isDiskLow ? limits.freeBytes() / 10 : 0);
    }

    /// Why work of this size may not be taken: `data-cap-day` and `data-cap-month` with megabytes,
    /// `disk-cap` and `disk-low` with gigabytes.
    ///
    /// @param onTheLine bytes down and up
    /// @param onTheDisk bytes in the cache
    Optional<Reason> exceeds(long onTheLine, long onTheDisk) {
        return exceeds(onTheLine, onTheDisk, freeDisk.getAsLong());
    }

    private Optional<Reason> exceeds(long onTheLine, long onTheDisk, long free) {
        var limits = settings.limits();
        if (limits.bytesPerDay().filter(cap -> used(false) + onTheLine > cap).isPresent()) {
            return reason("data-cap-day", limits.bytesPerDay().get() / MIB);
        }
        if (limits.bytesPerMonth().filter(cap -> used(true) + onTheLine > cap).isPresent()) {
            return reason("data-cap-month", limits.bytesPerMonth().get() / MIB);
        }
        if (onTheDisk > limits.cacheBytes()) {
            return reason("disk-cap", limits.cacheBytes() / GIB);
        }
        return free - onTheDisk < least(limits) ? reason("disk-low", free / GIB) : Optional.empty();
    }

    private long used(boolean inMonth) {
        return traffic.since(inMonth).both();
    }

    private static Optional<Reason> reason(String id, long detail) {
        return Optional.of(new Reason(id, Long.toString(detail)));
    }

    private static long freeDisk(Path home) {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
