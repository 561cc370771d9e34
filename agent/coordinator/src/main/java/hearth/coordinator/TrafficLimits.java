package hearth.coordinator;

import java.time.Duration;

/// How much one sender may ask of a coordinator, so that a few loud or slow ones do not take it
/// from the others. None of it changes what a job means or pays.
///
/// @param ofNetwork requests of one [PeerNetwork], signed or not
/// @param ofDevice signed requests of one key
/// @param ofAccount signed requests of all devices that one account is paid for, and of all keys
/// with which it publishes jobs
/// @param linesOfNetwork connections that one [PeerNetwork] may hold at a time
/// @param lines connections in all
/// @param head from the opening of a connection until the head of its first request is there
/// @param bodyFloor bytes a second that a body must come with on average, once it has taken longer
/// than `head`
/// @param calm requests a second up to which nobody is asked to come less often
/// @param countsLoopback whether this computer's own addresses are limited by network too; not
/// where a reverse proxy or the practice network shares the computer
public record TrafficLimits(
        Rate ofNetwork,
        Rate ofDevice,
        Rate ofAccount,
        int linesOfNetwork,
        int lines,
        Duration head,
        long bodyFloor,
        double calm,
        boolean countsLoopback) {
    /// @param perSecond in the long run
    /// @param burst at once after a long silence
    public record Rate(double perSecond, int burst) {
        public Rate {
            if (!(perSecond > 0) || burst < 1) {
                throw new IllegalArgumentException("a rate lets something through");
            }
        }
    }

    /// An agent at home asks less than once a second; a house or a school shares one network.
    public static TrafficLimits network() {
        return new TrafficLimits(
                new Rate(200, 2_000),
                new Rate(20, 400),
                new Rate(200, 2_000),
                64,
                2_048,
                Duration.ofSeconds(5),
                1 << 10,
                2_000,
                false);
    }

    /// For measurements of what lies behind the limits: few devices ask as much as they can.
    public static TrafficLimits wide() {
        var wide = new Rate(1e6, 1_000_000);
        var usual = network();
        return new TrafficLimits(
                wide,
                wide,
                wide,
                usual.lines,
                usual.lines,
                usual.head,
                usual.bodyFloor,
                1e9,
                usual.countsLoopback);
    }
}
