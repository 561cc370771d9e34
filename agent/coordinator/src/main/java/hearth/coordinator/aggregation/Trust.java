package hearth.coordinator.aggregation;

import java.util.List;

/// How well the senders of a round are known.
public final class Trust {
    /// With fewer updates a tenth at either end is none, or nearly.
    private static final int FEWEST = 16;

    private static final double ENOUGH = 0.8;

    /// Results after which a device is half known.
    private static final double HALF = 20;

    private Trust() {}

    /// @param sinceFailure for each update the results of its device that were accepted since the
    /// last refused one
    public static boolean isLow(List<Long> sinceFailure) {
        return sinceFailure.size() >= FEWEST
                && sinceFailure.stream().mapToDouble(v -> v / (v + HALF)).average().orElse(1)
                        < ENOUGH;
    }
}
