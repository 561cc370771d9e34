package hearth.coordinator.load;

import java.time.Duration;

/// How a coordinator is loaded.
///
/// @param devices each with an owner of its own
/// @param connections at once, each with one request under way
/// @param time that each part is measured
/// @param jobs between which leases are shared out
/// @param leasesPerRound of the smallest job
/// @param sessions whether devices have them, as agents do; else they sign every request
public record LoadSetting(
        int devices,
        int connections,
        Duration time,
        int jobs,
        int leasesPerRound,
        boolean sessions) {
    public static LoadSetting usual() {
        return new LoadSetting(256, 64, Duration.ofSeconds(10), 64, 64, true);
    }
}
