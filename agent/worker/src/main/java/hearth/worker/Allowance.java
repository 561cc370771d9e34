package hearth.worker;

import hearth.worker.AgentSnapshot.Reason;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What is left of the owner's [TransferLimits] now, and whether a lease fits into it. Safe to call
/// from any thread.
final class Allowance {
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private final AgentSettings settings;
    private final Traffic traffic;
    private final Path home;

    Allowance(AgentSettings settings, Traffic traffic, Path home) {
        this.settings = settings;
        this.traffic = traffic;
        this.home = home;
    }

    TransferLimits limits() {
        return settings.limits();
    }

    /// Why nothing more may be fetched at all.
    Optional<Reason> spent() {
        return exceeds(1, 1);
    }

    /// Why work of this size may not be taken: `data-cap-day` and `data-cap-month` with megabytes,
    /// `disk-cap` and `disk-low` with gigabytes.
    ///
    /// @param onTheLine bytes down and up
    /// @param onTheDisk bytes in the cache
    Optional<Reason> exceeds(long onTheLine, long onTheDisk) {
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
        long free = freeDisk();
        return free - onTheDisk < limits.freeBytes()
                ? reason("disk-low", free / GIB)
                : Optional.empty();
    }

    private long used(boolean inMonth) {
        return traffic.since(inMonth).both();
    }

    private static Optional<Reason> reason(String id, long detail) {
        return Optional.of(new Reason(id, Long.toString(detail)));
    }

    private long freeDisk() {
        try {
            return Files.getFileStore(home).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
