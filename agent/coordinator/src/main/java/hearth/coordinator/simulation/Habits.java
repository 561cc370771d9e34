package hearth.coordinator.simulation;

import java.util.random.RandomGenerator;

/// How people's computers come, go, compute and fail; all times in milliseconds.
/// Sessions are log-normal with a median of three hours, twice as likely to begin in the evening of
/// one of 24 time zones as in the morning; uplinks log-normal around 15 Mbit/s; 5 % of leases end
/// in a crash, 1 % of devices have a wrong clock.
final class Habits {
    static final long SECOND = 1000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;

    private static final double SESSION = 3 * HOUR;
    private static final double AWAY = 5 * HOUR;
    private static final double LEASE = 18 * MINUTE;
    private static final double UPLINK_MBIT = 15;
    private static final double UPDATE_MBIT = 63 * 8;
    private static final int HOURS = 24;
    private static final int EVENING = 20;

    private final RandomGenerator random;
    private final int pace;

    Habits(RandomGenerator random) {
        this(random, 1);
    }

    /// @param pace by which all that people do is shorter
    Habits(RandomGenerator random, int pace) {
        this.random = random;
        this.pace = pace;
    }

    private double around(double median, double spread) {
        return median * Math.exp(spread * random.nextGaussian());
    }

    long session() {
        return (long) Math.clamp(around(SESSION / pace, 0.8), MINUTE, 48.0 * HOUR);
    }

    /// @param now since the beginning
    /// @param zone hours ahead
    long away(long now, int zone) {
        double hour = (double) now / HOUR + zone;
        double evening = Math.cos(2 * Math.PI * (hour - EVENING) / HOURS);
        return (long) Math.clamp(around(AWAY / pace * (1 - evening / 3), 0.7), MINUTE, 72.0 * HOUR);
    }

    /// Of one lease, on a machine of that speed.
    long training(double speed) {
        return (long) around(LEASE / pace / speed, 0.1);
    }

    double speed() {
        return Math.clamp(around(1, 0.3), 0.4, 3);
    }

    /// Of an update of 124 million parameters in four bits each.
    long upload(double uplinkMbit) {
        return (long) (UPDATE_MBIT / uplinkMbit * SECOND);
    }

    double uplink() {
        return Math.clamp(around(UPLINK_MBIT, 0.7), 2, 1000);
    }

    int zone() {
        return random.nextInt(HOURS);
    }

    boolean chance(double of) {
        return random.nextDouble() < of;
    }

    long upTo(long most) {
        return random.nextLong(most) + 1;
    }
}
