package hearth.coordinator.load;

import java.time.Duration;

/// How a coordinator is loaded.
///
/// @param devices each with an owner of its own
/// @param connections at once, each with one request under way
/// @param time that each part is measured
/// @param warmUp with whole cycles before the first measurement, so that what is measured is a
/// coordinator that has run for a while and not the compiler
/// @param jobs between which leases are shared out
/// @param leasesPerRound of the smallest job
/// @param sessions whether devices have them, as agents do; else they sign every request
/// @param offered cycles that begin in each second of the clock, whether or not others are done; 0
/// leaves that part out
/// @param offeredHeartbeats the same for heartbeats
public record LoadSetting(
        int devices,
        int connections,
        Duration time,
        Duration warmUp,
        int jobs,
        int leasesPerRound,
        boolean sessions,
        double offered,
        double offeredHeartbeats) {
    public LoadSetting {
        if (connections < 1 || connections > 10_000) {
            throw new IllegalArgumentException("connections lie between 1 and 10000");
        }
        if (devices < connections || devices > 1_000_000) {
            throw new IllegalArgumentException(
                    "devices are at least as many as connections, and at most 1000000");
        }
        if (time.isZero() || time.isNegative() || warmUp.isNegative()) {
            throw new IllegalArgumentException(
                    "a measurement takes some time, and so may what comes before it");
        }
        if (jobs < 1 || jobs > 10_000) {
            throw new IllegalArgumentException("jobs lie between 1 and 10000");
        }
        if (!isRate(offered) || !isRate(offeredHeartbeats)) {
            throw new IllegalArgumentException("a rate lies between 0 and 1000000 a second");
        }
    }

    private static boolean isRate(double asked) {
        return asked >= 0 && asked <= 1_000_000;
    }

    /// 72 million leases a day.
    private static final double ASKED = 833;

    private static final double ASKED_HEARTBEATS = 10_000;

    public static LoadSetting usual() {
        return new LoadSetting(
                256,
                64,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                64,
                64,
                true,
                ASKED,
                ASKED_HEARTBEATS);
    }
}
