package hearth.worker;

import java.util.Optional;

/// What the agent may use of the line and of the disk.
///
/// @param bytesPerDay,bytesPerMonth down and up together, by the local calendar; absent means
/// without limit
/// @param cacheBytes that downloaded content may take
/// @param freeBytes that are left to others on the disk
public record TransferLimits(
        Optional<Long> bytesPerDay, Optional<Long> bytesPerMonth, long cacheBytes, long freeBytes) {
    public TransferLimits {
        if (bytesPerDay.filter(b -> b < 0).isPresent()
                || bytesPerMonth.filter(b -> b < 0).isPresent()
                || cacheBytes < 0
                || freeBytes < 0) {
            throw new IllegalArgumentException("a limit is not negative");
        }
    }

    /// No limit on the line; 10 GiB of the disk as long as 5 GiB stay free.
    public static TransferLimits standard() {
        return new TransferLimits(Optional.empty(), Optional.empty(), 10L << 30, 5L << 30);
    }
}
